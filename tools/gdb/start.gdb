# What tools/debug tells gdb, once it is connected to QEMU.
set confirm off
set pagination off
set print pretty on
set disassembly-flavor intel
set history save off

echo \nRobin waits before its first instruction; its console is in build/console.log. For example:\n
echo \ \ break context_switch    continue    backtrace    finish    info registers    quit        (Ctrl-C stops it)\n\n
