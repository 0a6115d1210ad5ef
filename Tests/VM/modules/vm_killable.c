// SPDX-License-Identifier: GPL-2.0
/* A probe that waits for something that never comes, until it is killed. For QEMU's "pci-testdev". */
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/sched/signal.h>
#include <linux/wait.h>

static DECLARE_WAIT_QUEUE_HEAD(never);

static noinline int vm_killable_wait(struct pci_dev *device)
{
	return wait_event_killable(never, false) ? -EINTR : 0;
}

static int vm_killable_probe(struct pci_dev *device, const struct pci_device_id *id)
{
	int result = pcim_enable_device(device);

	return result ? result : vm_killable_wait(device);
}

static const struct pci_device_id vm_killable_ids[] = { { PCI_DEVICE(0x1b36, 0x0005) }, {} };
MODULE_DEVICE_TABLE(pci, vm_killable_ids);

static struct pci_driver vm_killable_driver = {
	.name = "vm_killable",
	.id_table = vm_killable_ids,
	.probe = vm_killable_probe,
};
module_pci_driver(vm_killable_driver);

MODULE_DESCRIPTION("Probe that waits until it is killed");
MODULE_LICENSE("GPL");
