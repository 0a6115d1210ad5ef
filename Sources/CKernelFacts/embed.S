// Puts kernel.facts into the program as it is. The build does not know that it depends on that file:
// whoever makes it anew (Facts/make-kernel-facts) writes the checksum here, and so has this assembled again.
// kernel.facts: sha256 10f1f46bed13247d197d79d10c4faf4a2c313f845216fc227e4d95a90aa61a3e

        .section .rodata.kernel_facts, "a", %progbits
        .balign 4096
        .global probe_doctor_kernel_facts_begin
        .global probe_doctor_kernel_facts_end
        .hidden probe_doctor_kernel_facts_begin
        .hidden probe_doctor_kernel_facts_end
probe_doctor_kernel_facts_begin:
        .incbin "kernel.facts"
probe_doctor_kernel_facts_end:
        .byte 0

        .section .note.GNU-stack, "", %progbits
