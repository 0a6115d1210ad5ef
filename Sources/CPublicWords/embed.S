// Puts public.words into the program as it is. The build does not know that it depends on that file:
// whoever makes it anew (Facts/make-public-words) writes the checksum here, and so has this assembled again.
// public.words: sha256 b83e1b7695a0ea556f47c70a6225fa4e1b65d04e1297024088c8d691815d2ff2

        .section .rodata.public_words, "a", %progbits
        .global probe_doctor_public_words_begin
        .global probe_doctor_public_words_end
        .hidden probe_doctor_public_words_begin
        .hidden probe_doctor_public_words_end
probe_doctor_public_words_begin:
        .incbin "public.words"
probe_doctor_public_words_end:
        .byte 0

        .section .note.GNU-stack, "", %progbits
