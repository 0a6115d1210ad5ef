#define _GNU_SOURCE
#include "exits.h"

#include <errno.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

/* Where what we look at stands in a message. */
#define BODY (NLMSG_HDRLEN + offsetof(struct cn_msg, data))
#define AT(field) ((unsigned)(BODY + offsetof(struct proc_event, field)))
/* A filter reads words as the network has them; the kernel wrote them as the machine has them. */
#define LOAD(at) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, at)
#define IS(value, yes, no) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(value), yes, no)

static int narrow(int descriptor) {
  /* From 6.6 on an exit's code has more in it than the signal: the lowest seven bits are that. */
  struct sock_filter program[] = {
      LOAD(AT(what)),
      IS(0x80000000u /* PROC_EVENT_EXIT */, 0, 8),
      LOAD(AT(event_data.exit.exit_code)),
      BPF_STMT(BPF_ALU | BPF_AND | BPF_K, htonl(0x7f)),
      IS(SIGKILL, 1, 0),
      IS(SIGABRT, 0, 4),
      LOAD(AT(event_data.exit.process_pid)),
      BPF_STMT(BPF_MISC | BPF_TAX, 0),
      LOAD(AT(event_data.exit.process_tgid)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_X, 0, 1, 0),
      BPF_STMT(BPF_RET | BPF_K, 0),
      BPF_STMT(BPF_RET | BPF_K, 0xffffffff),
  };
  struct sock_fprog filter = {.len = sizeof program / sizeof *program, .filter = program};
  return setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

int pd_exits_open(void) {
  int descriptor =
      socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_CONNECTOR);
  if (descriptor < 0) return -1;
  struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC};
  struct cn_msg message = {
      .id = {CN_IDX_PROC, CN_VAL_PROC}, .len = sizeof(enum proc_cn_mcast_op)};
  enum proc_cn_mcast_op operation = PROC_CN_MCAST_LISTEN;
  char listen[NLMSG_LENGTH(sizeof message + sizeof operation)] = {0};
  struct nlmsghdr head = {.nlmsg_len = sizeof listen, .nlmsg_type = NLMSG_DONE};
  memcpy(listen, &head, sizeof head);
  memcpy(listen + NLMSG_HDRLEN, &message, sizeof message);
  memcpy(listen + NLMSG_HDRLEN + sizeof message, &operation, sizeof operation);
  if (narrow(descriptor) < 0 || bind(descriptor, (struct sockaddr *)&address, sizeof address) < 0 ||
      send(descriptor, listen, sizeof listen, MSG_NOSIGNAL) < 0) {
    int failure = errno;
    close(descriptor);
    errno = failure;
    return -1;
  }
  return descriptor;
}

int pd_exits_next(int descriptor, struct pd_exit *exit) {
  char buffer[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
  for (;;) {
    ssize_t length = recv(descriptor, buffer, sizeof buffer, MSG_DONTWAIT);
    if (length < 0 && errno == EINTR) continue;
    if (length < 0) return errno == ENOBUFS ? -1 : 0;
    struct proc_event event;
    if ((size_t)length < BODY + sizeof event.what + sizeof event.cpu) continue;
    memset(&event, 0, sizeof event);
    size_t rest = (size_t)length - BODY;
    memcpy(&event, buffer + BODY, rest < sizeof event ? rest : sizeof event);
    if ((unsigned)event.what != 0x80000000u) continue;
    exit->pid = event.event_data.exit.process_tgid;
    exit->signal = (int)(event.event_data.exit.exit_code & 0x7f);
    exit->time = event.timestamp_ns;
    return 1;
  }
}
