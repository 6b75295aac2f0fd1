namespace StrokeFunctions.Model;

/// <summary>How large a model file may be, so that a hostile or broken one can't exhaust memory or time.</summary>
internal static class ModelLimits
{
    /// <summary>Bytes of model.json.</summary>
    public const int Bytes = 64 * 1024 * 1024;

    /// <summary>Members of a model.</summary>
    public const int Members = 64;

    /// <summary>Trees of a model, over all members.</summary>
    public const int Trees = 4000;

    /// <summary>Leaves of a tree: one bit of a word each.</summary>
    public const int Leaves = 32;

    /// <summary>Steps of a shape function.</summary>
    public const int Steps = 4096;

    /// <summary>Words of the scorer's table (bins times trees): 64 MB.</summary>
    public const long Words = 16 * 1024 * 1024;

    /// <summary>Faults that are listed.</summary>
    public const int Faults = 100;

    /// <summary>No parameter is larger than this; sums of any number of them stay finite.</summary>
    public const double Magnitude = 1e9;
}
