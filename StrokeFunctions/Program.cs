using StrokeFunctions.Hosting;
using StrokeFunctions.Hosting.Standalone;

// The Functions host starts a worker with its own address among the arguments; anything else is a person.
return IsolatedHost.IsStartedByTheHost(args) ? await IsolatedHost.RunAsync(args) : await StandaloneHost.RunAsync(args);
