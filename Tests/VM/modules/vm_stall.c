// SPDX-License-Identifier: GPL-2.0
/* vm_stall: makes any function of any driver module stall, and keeps its own record.
 *
 *   modprobe vm_stall rules="MODULE:FUNCTION,key=value,...;MODULE:FUNCTION,..."
 *
 *   how=     uninterruptible (msleep) | wait (wait_for_completion_timeout) | killable | interruptible | poll (usleep_range
 *            loop) | busy (udelay loop, never schedules) | never (wait_for_completion) | none (record only)
 *   ms=      how long
 *   onkill=  errno returned in place of the function when the wait was cut short by a signal, or when SIGKILL is pending
 *            after it: -4 ... ; "run": the function runs all the same (default)
 *   ret=     value returned in place of the function after the whole stall
 *   hits=    stall in the Nth call only (1 = the first); 0 = each call (default)
 *   from=    stall from the Nth call on
 *   comm=    only in tasks whose name contains this
 *   dev=     only for the device of this name; arg= says where it is: pci0 dev0 usbif0 (argument number last)
 *   max=     at most this many stalls
 *
 * How: a kprobe on the first instruction after the function's ftrace site. On entry the handler saves the registers,
 * pushes the probed address as the return address, and continues in the kernel's own msleep() (or another waiting
 * function). That function returns to the probed address, the probe fires again, and the handler gives the registers
 * back: so the call chain is  msleep <- the driver's own function <- its callers, and nothing of this module is on any
 * stack. The module prints nothing to the kernel log. The record is /proc/vm_stall.
 * The target may be loaded later: it is armed when the module is COMING (init functions too).
 */
#include <linux/module.h>
#include <linux/kernel.h>
#include <linux/version.h>
#include <linux/kprobes.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/pci.h>
#include <linux/usb.h>
#include <linux/proc_fs.h>
#include <linux/seq_file.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/timekeeping.h>
#include <linux/uaccess.h>
MODULE_INFO(intree, "Y");
#define NRULES 24
#define NREC 1024
#define NFLY 64
enum { H_MSLEEP, H_WAIT, H_KILLABLE, H_INTR, H_POLL, H_BUSY, H_NEVER, H_NONE };
static const char * const hows[] = { "uninterruptible", "wait", "killable", "interruptible", "poll", "busy", "never", "none" };
static char *rules = "";
module_param(rules, charp, 0444);
struct rule {
	char mod[64], func[96], comm[32], dev[64];
	int how, hits, from, max, arg, argkind;	/* argkind: 0 none, 1 pci, 2 device, 3 usb interface */
	unsigned long ms;
	bool has_onkill, has_ret, armed;
	long onkill, ret;
	int calls, stalls, err;
	unsigned long addr;
	struct kprobe kp;
};
static struct rule *rl[NRULES];
static int nr;
struct rec { u64 t; int rule, pid, call; char comm[TASK_COMM_LEN], phase; long ret; bool killed; char dev[48]; };
static struct rec *recs; static int nrec;
struct fly { struct task_struct *task; struct rule *r; int idx, call; struct pt_regs regs; u64 until; };
static struct fly *flies;
static DEFINE_RAW_SPINLOCK(lock);
static DECLARE_COMPLETION(never);
static u64 now_ns(void) { return ktime_get_mono_fast_ns(); }
static void note(int idx, int call, char phase, long ret, const char *dev)
{
	struct rec *e;
	if (nrec >= NREC) return;
	e = &recs[nrec++];
	e->t = now_ns(); e->rule = idx; e->pid = current->pid; e->call = call; e->phase = phase; e->ret = ret;
	memcpy(e->comm, current->comm, TASK_COMM_LEN);
	e->killed = signal_pending(current) && (sigismember(&current->pending.signal, SIGKILL) || sigismember(&current->signal->shared_pending.signal, SIGKILL));
	e->dev[0] = 0;
	if (dev) strscpy(e->dev, dev, sizeof e->dev);
}
static unsigned long argn(struct pt_regs *r, int n)
{
	switch (n) { case 0: return r->di; case 1: return r->si; case 2: return r->dx; case 3: return r->cx; }
	return 0;
}
static const char *devname(struct rule *r, struct pt_regs *regs)
{
	unsigned long a = argn(regs, r->arg);
	struct device *d = NULL;
	if (!a) return NULL;
	switch (r->argkind) {
	case 1: d = &((struct pci_dev *)a)->dev; break;
	case 2: d = (struct device *)a; break;
	case 3: d = &((struct usb_interface *)a)->dev; break;
	}
	return d ? dev_name(d) : NULL;
}
static void go(struct fly *f, struct pt_regs *regs)	/* continue in a waiting function of the kernel */
{
	struct rule *r = f->r;
	u64 left = f->until > now_ns() ? f->until - now_ns() : 0;
	unsigned long ms = div_u64(left, 1000000), ip;

	regs->sp -= sizeof(long);
	*(unsigned long *)regs->sp = r->addr;
	switch (r->how) {
	case H_WAIT: ip = (unsigned long)wait_for_completion_timeout; regs->di = (unsigned long)&never; regs->si = msecs_to_jiffies(ms) + 1; break;
	case H_KILLABLE: ip = (unsigned long)wait_for_completion_killable_timeout; regs->di = (unsigned long)&never; regs->si = msecs_to_jiffies(ms) + 1; break;
	case H_INTR: ip = (unsigned long)wait_for_completion_interruptible_timeout; regs->di = (unsigned long)&never; regs->si = msecs_to_jiffies(ms) + 1; break;
	case H_NEVER: ip = (unsigned long)wait_for_completion; regs->di = (unsigned long)&never; break;
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 17, 0)
	case H_POLL: ip = (unsigned long)usleep_range_state; regs->di = 20000; regs->si = 30000; regs->dx = TASK_UNINTERRUPTIBLE; break;
#else
	case H_POLL: ip = (unsigned long)usleep_range; regs->di = 20000; regs->si = 30000; break;
#endif
	case H_BUSY: ip = (unsigned long)__udelay; regs->di = 2000; break;
	default: ip = (unsigned long)msleep; regs->di = ms;
	}
	regs->ip = ip;
}
static int pre(struct kprobe *kp, struct pt_regs *regs)
{
	struct rule *r = container_of(kp, struct rule, kp);
	struct fly *f = NULL;
	unsigned long flags, sp = regs->sp;
	const char *dev;
	int i, call;
	long res;

	raw_spin_lock_irqsave(&lock, flags);
	for (i = 0; i < NFLY; i++)
		if (flies[i].task == current && flies[i].r == r && flies[i].regs.sp == sp) { f = &flies[i]; break; }
	if (f) {						/* the waiting function came back */
		bool dead;
		res = (long)regs->ax;
		dead = signal_pending(current) && fatal_signal_pending(current);
		if ((r->how == H_POLL || r->how == H_BUSY) && now_ns() < f->until) { go(f, regs); raw_spin_unlock_irqrestore(&lock, flags); return 1; }
		if ((r->how == H_KILLABLE || r->how == H_INTR) && res < 0) dead = true;
		*regs = f->regs;
		f->task = NULL;
		if (dead && r->has_onkill) { res = r->onkill; goto give; }
		if (r->has_ret) { res = r->ret; goto give; }
		note(f->idx, f->call, 'R', 0, NULL);			/* runs on */
		raw_spin_unlock_irqrestore(&lock, flags);
		return 0;
give:
		note(f->idx, f->call, 'X', res, NULL);			/* returns res in place of the function */
		regs->ax = res;
		regs->ip = *(unsigned long *)regs->sp;
		regs->sp += sizeof(long);
		raw_spin_unlock_irqrestore(&lock, flags);
		return 1;
	}
	if (r->comm[0] && !strstr(current->comm, r->comm)) goto out;
	dev = r->argkind ? devname(r, regs) : NULL;
	if (r->dev[0] && (!dev || strcmp(dev, r->dev))) goto out;
	call = ++r->calls;
	if (r->how == H_NONE || (r->hits && call != r->hits) || (r->from && call < r->from) || (r->max && r->stalls >= r->max)) {
		if (r->how == H_NONE && r->has_ret && !(r->hits && call != r->hits)) {
			for (i = 0; rl[i] != r; i++) ;
			note(i, call, 'X', r->ret, dev);
			regs->ax = r->ret; regs->ip = *(unsigned long *)regs->sp; regs->sp += sizeof(long);
			raw_spin_unlock_irqrestore(&lock, flags);
			return 1;
		}
		for (i = 0; rl[i] != r; i++) ;
		if (call < 6) note(i, call, 'P', 0, dev);			/* passed without a stall */
		goto out;
	}
	for (i = 0; i < NFLY && flies[i].task; i++) ;
	if (i == NFLY) goto out;
	f = &flies[i];
	for (i = 0; rl[i] != r; i++) ;
	f->task = current; f->r = r; f->idx = i; f->call = call; f->regs = *regs; f->regs.ip = r->addr;
	f->until = now_ns() + (u64)r->ms * 1000000;
	r->stalls++;
	note(i, call, 'E', 0, dev);
	go(f, regs);
	raw_spin_unlock_irqrestore(&lock, flags);
	return 1;
out:
	raw_spin_unlock_irqrestore(&lock, flags);
	return 0;
}
NOKPROBE_SYMBOL(pre);
NOKPROBE_SYMBOL(go);
NOKPROBE_SYMBOL(note);
static void post(struct kprobe *kp, struct pt_regs *regs, unsigned long flags) { }	/* keeps the probe from being optimised into a jump */
static int body_offset(const u8 *p)
{
	int o = 0;
	u8 b[12];
	if (copy_from_kernel_nofault(b, p, sizeof b)) return 0;
	if (b[0] == 0xf3 && b[1] == 0x0f && (b[2] == 0x1e || b[2] == 0x1f)) o = 4;	/* endbr64, or sealed */
	else if (b[0] == 0x66 && b[1] == 0x0f && b[2] == 0x1f && b[3] == 0x00) o = 4;
	else if (b[0] == 0x0f && b[1] == 0x1f && b[2] == 0x40) o = 4;
	if (b[o] == 0xe8 || (b[o] == 0x0f && b[o + 1] == 0x1f && b[o + 2] == 0x44)) o += 5;	/* the ftrace site */
	else {	/* the nops that 5.10 picks by CPU: K8_NOP5_ATOMIC, K8_NOP5, GENERIC_NOP5_ATOMIC */
		static const u8 old[3][5] = { { 0x66, 0x66, 0x66, 0x66, 0x90 }, { 0x66, 0x66, 0x90, 0x66, 0x90 }, { 0x3e, 0x8d, 0x74, 0x26, 0x00 } };
		int i;
		for (i = 0; i < 3; i++) if (!memcmp(b + o, old[i], 5)) { o += 5; break; }
	}
	return o;
}
static int arm(struct rule *r)
{
	char name[164];
	struct kprobe find = { };
	int e, tries;

	if (r->armed) return 0;
	snprintf(name, sizeof name, "%s%s%s", r->mod, r->mod[0] ? ":" : "", r->func);
	/* a first probe only finds the address */
	memset(&r->kp, 0, sizeof r->kp);
	find.symbol_name = name;
	e = register_kprobe(&find);
	if (e) { r->err = e; return e; }
	r->addr = (unsigned long)find.addr;
	unregister_kprobe(&find);
	e = body_offset((u8 *)r->addr);
	if (!e) { r->err = -EILSEQ; return -EILSEQ; }	/* a probe on the ftrace site itself cannot move the stack pointer */
	r->addr += e;
	for (tries = 0; tries < 2; tries++) {
		memset(&r->kp, 0, sizeof r->kp);
		r->kp.addr = (kprobe_opcode_t *)r->addr;
		r->kp.pre_handler = pre; r->kp.post_handler = post;
		e = register_kprobe(&r->kp);
		if (!e) break;
	}
	r->err = e;
	r->armed = !e;
	return e;
}
static int on_module(struct notifier_block *nb, unsigned long state, void *data)
{
	struct module *m = data;
	int i;
	for (i = 0; i < nr; i++) {
		if (strcmp(rl[i]->mod, m->name)) continue;
		if (state == MODULE_STATE_COMING) arm(rl[i]);
		else if (state == MODULE_STATE_GOING && rl[i]->armed) { unregister_kprobe(&rl[i]->kp); rl[i]->armed = false; }
	}
	return NOTIFY_OK;
}
static struct notifier_block nb = { .notifier_call = on_module, .priority = -20 };
static int show(struct seq_file *s, void *v)
{
	int i;
	struct rec *e;
	for (i = 0; i < nr; i++)
		seq_printf(s, "rule %d module=%s func=%s how=%s ms=%lu calls=%d stalls=%d armed=%d err=%d off=%ld\n", i, rl[i]->mod[0] ? rl[i]->mod : "vmlinux", rl[i]->func,
			hows[rl[i]->how], rl[i]->ms, rl[i]->calls, rl[i]->stalls, rl[i]->armed, rl[i]->err, (long)(rl[i]->addr & 15));
	for (i = 0; i < nrec; i++) {
		e = &recs[i];
		seq_printf(s, "%llu.%06llu rule=%d module=%s func=%s call=%d phase=%s pid=%d ret=%ld killed=%d dev=%s comm=%s\n", e->t / 1000000000ULL, e->t % 1000000000ULL / 1000,
			e->rule, rl[e->rule]->mod, rl[e->rule]->func, e->call, e->phase == 'E' ? "enter" : e->phase == 'R' ? "leave-run" : e->phase == 'X' ? "leave-return" : "pass", e->pid, e->ret, e->killed,
			e->dev[0] ? e->dev : "-", e->comm);
	}
	for (i = 0; i < NFLY; i++)
		if (flies[i].task) seq_printf(s, "inside rule=%d module=%s func=%s call=%d pid=%d\n", flies[i].idx, flies[i].r->mod, flies[i].r->func, flies[i].call, flies[i].task->pid);
	return 0;
}
static int set(struct rule *r, char *k, char *v)
{
	int i;
	if (!strcmp(k, "how")) { for (i = 0; i < ARRAY_SIZE(hows); i++) if (!strcmp(v, hows[i])) { r->how = i; return 0; } return -EINVAL; }
	if (!strcmp(k, "ms")) return kstrtoul(v, 0, &r->ms);
	if (!strcmp(k, "onkill")) { if (!strcmp(v, "run")) return 0; r->has_onkill = true; return kstrtol(v, 0, &r->onkill); }
	if (!strcmp(k, "ret")) { r->has_ret = true; return kstrtol(v, 0, &r->ret); }
	if (!strcmp(k, "hits")) return kstrtoint(v, 0, &r->hits);
	if (!strcmp(k, "from")) return kstrtoint(v, 0, &r->from);
	if (!strcmp(k, "max")) return kstrtoint(v, 0, &r->max);
	if (!strcmp(k, "comm")) { strscpy(r->comm, v, sizeof r->comm); return 0; }
	if (!strcmp(k, "dev")) { strscpy(r->dev, v, sizeof r->dev); return 0; }
	if (!strcmp(k, "arg")) {
		if (!strncmp(v, "pci", 3)) { r->argkind = 1; r->arg = v[3] - '0'; return 0; }
		if (!strncmp(v, "dev", 3)) { r->argkind = 2; r->arg = v[3] - '0'; return 0; }
		if (!strncmp(v, "usbif", 5)) { r->argkind = 3; r->arg = v[5] - '0'; return 0; }
	}
	return -EINVAL;
}
static int __init vm_stall_init(void)
{
	char *all = kstrdup(rules, GFP_KERNEL), *p = all, *one, *part, *eq;
	int e = 0;

	recs = kcalloc(NREC, sizeof *recs, GFP_KERNEL);
	flies = kcalloc(NFLY, sizeof *flies, GFP_KERNEL);
	if (!all || !recs || !flies) return -ENOMEM;
	while ((one = strsep(&p, ";")) && nr < NRULES) {
		struct rule *r;
		if (!*one) continue;
		r = kzalloc(sizeof *r, GFP_KERNEL);
		if (!r) return -ENOMEM;
		part = strsep(&one, ",");
		eq = strchr(part, ':');
		if (eq) { *eq = 0; strscpy(r->mod, part, sizeof r->mod); part = eq + 1; }
		strscpy(r->func, part, sizeof r->func);
		while ((part = strsep(&one, ","))) {
			eq = strchr(part, '=');
			if (!eq) { e = -EINVAL; continue; }
			*eq = 0;
			if (set(r, part, eq + 1)) e = -EINVAL;
		}
		rl[nr++] = r;
	}
	kfree(all);
	if (e) return e;
	proc_create_single("vm_stall", 0400, NULL, show);
	register_module_notifier(&nb);
	{ int i; for (i = 0; i < nr; i++) arm(rl[i]); }		/* those that are loaded already */
	return 0;
}
module_init(vm_stall_init);
MODULE_DESCRIPTION("Makes functions of drivers stall");
MODULE_LICENSE("GPL");
