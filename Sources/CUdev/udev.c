#include "udev.h"

#include <loader.h>

#define MAKERS(F) F(struct udev *, udev_new, (void), (), NULL)

#define MONITOR struct udev_monitor *m
#define OTHERS(F)                                                                               \
  F(struct udev *, udev_unref, (struct udev * udev), (udev))                                    \
  F(struct udev_monitor *, udev_monitor_new_from_netlink, (struct udev * udev, const char *name), \
    (udev, name))                                                                               \
  F(struct udev_monitor *, udev_monitor_unref, (MONITOR), (m))                                  \
  F(int, udev_monitor_set_receive_buffer_size, (MONITOR, int size), (m, size))                  \
  F(int, udev_monitor_enable_receiving, (MONITOR), (m))                                         \
  F(int, udev_monitor_get_fd, (MONITOR), (m))                                                   \
  F(struct udev_device *, udev_monitor_receive_device, (MONITOR), (m))                          \
  F(struct udev_device *, udev_device_unref, (struct udev_device * device), (device))           \
  F(const char *, udev_device_get_action, (struct udev_device * device), (device))              \
  F(const char *, udev_device_get_devpath, (struct udev_device * device), (device))             \
  F(unsigned long long, udev_device_get_seqnum, (struct udev_device * device), (device))

/* It has had this number since systemd 183. */
PD_LIBRARY("libudev.so.1", MAKERS, OTHERS)
