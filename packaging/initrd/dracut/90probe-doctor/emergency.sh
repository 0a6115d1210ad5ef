#!/bin/sh
# Before the emergency shell: who is to blame, on one screen.
timeout 60 /usr/bin/probe-doctor --brief
