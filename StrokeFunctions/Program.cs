using StrokeFunctions.Hosting;
#if FUNCTIONS_ISOLATED
return await IsolatedHost.RunAsync(args);
#else
using StrokeFunctions.Hosting.CustomHandler;
using StrokeFunctions.Hosting.Standalone;

// The build asks for the function.json files; the Functions host hands a port; anything else is a person.
if (args is ["--write-function-json", var folder]) return FunctionJson.Run(folder);
return Environment.GetEnvironmentVariable(CustomHandlerHost.PortVariable) is { Length: > 0 } port
    ? await CustomHandlerHost.RunAsync(args, port)
    : await StandaloneHost.RunAsync(args);
#endif
