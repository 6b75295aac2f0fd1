namespace StrokeFunctions.Hosting;

/// <summary>Whose key opens a function. Each key opens what the ones before it open, too.</summary>
internal enum KeyGroup
{
    /// <summary>No key is asked for.</summary>
    Anonymous,

    /// <summary>Those who score patients and read reports.</summary>
    Function,

    /// <summary>The data manager, who uploads datasets and takes them back.</summary>
    Datasets,

    /// <summary>Who decides which model serves, and who erases a patient.</summary>
    Admin,
}

/// <summary>
/// Names the keys of a function that not every caller may call. The Functions host knows no groups: there such a function has the level
/// Function, which its own keys open, and scripts/keys.sh sets one key on all functions of a group. (The level Admin would need the host's
/// master key, which opens everything and belongs to nobody.)
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OpenedByAttribute(KeyGroup group) : Attribute
{
    public KeyGroup Group => group;
}
