namespace StrokeFunctions.Tests.Infra;

/// <summary>Variables of one environment, as <c>azd env set</c> or a pipeline sets them; what is not named is not set.</summary>
internal sealed record Combination(string Name, IReadOnlyDictionary<string, string> Variables)
{
    /// <summary>An id as Entra gives them.</summary>
    public const string Somebody = "11111111-2222-3333-4444-555555555555";

    private const string SomebodyElse = "66666666-7777-8888-9999-aaaaaaaaaaaa";

    public static Combination Default { get; } = Of("default");

    public static Combination Private { get; } = Of("private", ("PRIVATE_NETWORK", "true"));

    /// <summary>Only some addresses may call, with a token.</summary>
    public static Combination Entra { get; } =
        Of("entra", ("ENTRA_CLIENT_ID", Somebody), ("CLIENT_RANGES", "192.0.2.0/24, 198.51.100.7/32"));

    /// <summary>A region that has no zones, deployed to by a pipeline, which sets what it does not know to nothing.</summary>
    public static Combination Pipeline { get; } =
        Of(
            "pipeline",
            ("AZURE_LOCATION", "westus"),
            ("STORAGE_SKU", "Standard_GRS"),
            ("AZURE_PRINCIPAL_ID", Somebody),
            ("AZURE_PRINCIPAL_TYPE", "ServicePrincipal"),
            ("DEPLOYER_ACCESS", "false"),
            ("PRIVATE_NETWORK", ""),
            ("BUDGET_AMOUNT", ""),
            ("BUDGET_START_DATE", ""),
            ("ALERT_EMAILS", ""),
            ("OPERATORS", "")
        );

    /// <summary>Everything that can be switched on, by a person who is named among the operators, too.</summary>
    public static Combination Everything { get; } =
        Of(
            "everything",
            ("AZURE_PRINCIPAL_ID", Somebody),
            ("OPERATORS", $"User:{Somebody}, Group: {SomebodyElse}"),
            ("ZONE_REDUNDANT", "true"),
            ("PRIVATE_NETWORK", "true"),
            ("ALWAYS_READY_HTTP_INSTANCES", "2"),
            ("ALWAYS_READY_BLOB_INSTANCES", "1"),
            ("LOCK_STORAGE", "true"),
            ("AUDIT_BLOBS", "true"),
            ("ALERT_EMAILS", " ada@example.org , ,grace@example.org"),
            ("BUDGET_AMOUNT", "50"),
            ("BUDGET_START_DATE", "2026-12-01")
        );

    /// <summary>What was on in <see cref="Everything"/> and <see cref="Entra"/> and leaves a resource behind, switched off.</summary>
    public static Combination SwitchedOff { get; } =
        Of("switched-off", ("BUDGET_AMOUNT", "0"), ("BUDGET_START_DATE", "2026-12-01"), ("ENTRA_CLIENT_ID", ""));

    /// <summary>The six that are looked at as a whole.</summary>
    public static IReadOnlyList<Combination> All { get; } = [Default, Private, Entra, Pipeline, Everything, SwitchedOff];

    public static Combination Of(string name, params (string Name, string Value)[] variables) =>
        new(name, variables.ToDictionary(variable => variable.Name, variable => variable.Value));
}
