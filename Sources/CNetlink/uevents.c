#define _GNU_SOURCE
#include "uevents.h"

#include <errno.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

int pd_uevents_open(int group, int room) {
  int descriptor =
      socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
  if (descriptor < 0) return -1;
  int on = 1;
  struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = (unsigned)group};
  setsockopt(descriptor, SOL_SOCKET, SO_PASSCRED, &on, sizeof on);
  /* more than net.core.rmem_max takes CAP_NET_ADMIN; without it there is what there is */
  if (setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) < 0)
    setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  if (bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0) {
    int failure = errno;
    close(descriptor);
    errno = failure;
    return -1;
  }
  return descriptor;
}

ssize_t pd_uevents_next(int descriptor, int group, void *buffer, size_t limit, pid_t *sender) {
  struct sockaddr_nl from = {0};
  union {
    struct cmsghdr head;
    char bytes[CMSG_SPACE(sizeof(struct ucred))];
  } control;
  struct iovec vector = {.iov_base = buffer, .iov_len = limit};
  struct msghdr message = {
      .msg_name = &from,
      .msg_namelen = sizeof from,
      .msg_iov = &vector,
      .msg_iovlen = 1,
      .msg_control = &control,
      .msg_controllen = sizeof control,
  };
  ssize_t length;
  do length = recvmsg(descriptor, &message, MSG_DONTWAIT);
  while (length < 0 && errno == EINTR);
  if (length < 0) return -1;
  struct cmsghdr *head = CMSG_FIRSTHDR(&message);
  if (!head || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_CREDENTIALS) return 0;
  struct ucred *who = (struct ucred *)CMSG_DATA(head);
  /* as libudev has it: the kernel's come from the port 0, udevd's from root */
  if (who->uid != 0 || (message.msg_flags & MSG_TRUNC)) return 0;
  if (group == PD_UEVENTS_KERNEL ? from.nl_pid != 0 : from.nl_pid == 0) return 0;
  *sender = who->pid;
  return length;
}
