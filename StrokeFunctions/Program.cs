using StrokeFunctions.Hosting;
using StrokeFunctions.Hosting.CustomHandler;
using StrokeFunctions.Hosting.Standalone;
#if FUNCTIONS_ISOLATED
using StrokeFunctions.Hosting.Isolated;

// The Functions host starts a worker with its own address among the arguments.
if (IsolatedHost.IsStartedByTheHost(args)) return await IsolatedHost.RunAsync(args);
#endif

// The build asks for the function.json files; the Functions host hands a port; anything else is a person.
if (args is ["--write-function-json", var folder]) return FunctionJson.Run(folder);
return Environment.GetEnvironmentVariable(CustomHandlerHost.PortVariable) is { Length: > 0 } port
    ? await CustomHandlerHost.RunAsync(args, port)
    : await StandaloneHost.RunAsync(args);
