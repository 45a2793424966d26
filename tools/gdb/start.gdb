# What tools/debug tells gdb, once it is connected to QEMU.
set confirm off
set pagination off
set print pretty on
set disassembly-flavor intel
set history save off

# Stop at a function the second and every later time as well as the first: `hook context_switch`, then continue.
define hook
    hbreak $arg0
    continue
end
document hook
hook FUNCTION: run until FUNCTION is entered (a breakpoint of the CPU, so it works before paging is on, too).
end

echo \nRobin waits before its first instruction; its console is in build/console.log.\n
echo Try:  hook context_switch   backtrace   finish   info registers   continue   (Ctrl-C stops)   quit\n\n
