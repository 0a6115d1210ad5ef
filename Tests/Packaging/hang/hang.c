// SPDX-License-Identifier: GPL-2.0
/* The driver of a disk that never becomes ready: its probe waits until it is killed. For QEMU's "pci-testdev". */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(never);

static noinline int hang_wait_ready(struct pci_dev *device)
{
	return wait_event_killable(never, false) ? -EINTR : 0;
}

static int hang_probe(struct pci_dev *device, const struct pci_device_id *id)
{
	int result = pcim_enable_device(device);

	return result ? result : hang_wait_ready(device);
}

static const struct pci_device_id hang_ids[] = { { PCI_DEVICE(0x1b36, 0x0005) }, {} };
MODULE_DEVICE_TABLE(pci, hang_ids);

static struct pci_driver hang_driver = { .name = "hang", .id_table = hang_ids, .probe = hang_probe };
module_pci_driver(hang_driver);

MODULE_DESCRIPTION("Probe that waits until it is killed");
MODULE_LICENSE("GPL");
