using Countenance.Cli;

return await CommandLine.RunProcessAsync(args);
