// The official worker's names and properties, so that the function classes compile unchanged under both models.
// Compiled only for FunctionsModel=custom; the isolated model takes these types from the official packages.
#pragma warning disable IDE0130 // the namespace is the official packages', not this folder's

namespace Microsoft.Azure.Functions.Worker;

/// <summary>Marks a method as a function, with the name that the host knows it by.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FunctionAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>Who may call an HTTP function; checked by the host, or by the standalone server.</summary>
internal enum AuthorizationLevel
{
    Anonymous = 0,
    User = 1,
    Function = 2,
    System = 3,
    Admin = 4,
}

/// <summary>The function is called over HTTP.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class HttpTriggerAttribute(AuthorizationLevel authLevel, params string[] methods) : Attribute
{
    public AuthorizationLevel AuthLevel { get; } = authLevel;
    public string[] Methods { get; } = methods;
    public string? Route { get; set; }
}

/// <summary>How the host learns of a new blob.</summary>
internal enum BlobTriggerSource
{
    LogsAndContainerScan,
    EventGrid,
}

/// <summary>The function is called for each new or changed blob whose path matches.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class BlobTriggerAttribute(string blobPath) : Attribute
{
    public string BlobPath { get; } = blobPath;
    public string? Connection { get; set; }
    public BlobTriggerSource Source { get; set; }
}

/// <summary>The function is called on a schedule: six-field cron in UTC, or %setting%.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
internal sealed class TimerTriggerAttribute(string schedule) : Attribute
{
    public string Schedule { get; } = schedule;
    public bool UseMonitor { get; set; } = true;
}

/// <summary>What a timer function is told of its schedule.</summary>
internal sealed class TimerInfo
{
    public ScheduleStatus? ScheduleStatus { get; set; }
    public bool IsPastDue { get; set; }
}

/// <summary>When a timer ran last, and when it runs next.</summary>
internal sealed class ScheduleStatus
{
    public DateTime Last { get; set; }
    public DateTime Next { get; set; }
    public DateTime LastUpdated { get; set; }
}
