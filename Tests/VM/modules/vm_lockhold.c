// SPDX-License-Identifier: GPL-2.0
/*
 * A probe that sleeps where no signal wakes it, and speaks of its device first: on kernels up to 6.11
 * journald then waits for the device's lock, which the probe holds. For QEMU's "edu" device.
 */
#include <linux/delay.h>
#include <linux/module.h>
#include <linux/pci.h>

static unsigned int seconds = 45;
module_param(seconds, uint, 0444);

static noinline int vm_lockhold_calibrate(struct pci_dev *device)
{
	msleep(seconds * 1000);
	return 0;
}

static int vm_lockhold_probe(struct pci_dev *device, const struct pci_device_id *id)
{
	int result = pcim_enable_device(device);

	if (result)
		return result;
	dev_info(&device->dev, "calibrating\n");
	result = vm_lockhold_calibrate(device);
	if (!result)
		dev_info(&device->dev, "ready\n");
	return result;
}

static const struct pci_device_id vm_lockhold_ids[] = { { PCI_DEVICE(0x1234, 0x11e8) }, {} };
MODULE_DEVICE_TABLE(pci, vm_lockhold_ids);

static struct pci_driver vm_lockhold_driver = {
	.name = "vm_lockhold",
	.id_table = vm_lockhold_ids,
	.probe = vm_lockhold_probe,
};
module_pci_driver(vm_lockhold_driver);

MODULE_DESCRIPTION("Probe that holds its device's lock and takes no signal");
MODULE_LICENSE("GPL");
