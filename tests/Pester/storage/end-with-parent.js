// Ends a server with the PowerShell that started it, also when that is killed: standard input is closed then.
process.stdin.on('end', () => process.exit()).on('error', () => process.exit()).resume();
