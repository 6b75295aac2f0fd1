using System.Text.Json.Serialization;

namespace StrokeFunctions.Registry;

/// <summary>What a <see cref="ModelEvent"/> tells of.</summary>
internal enum ModelEventKind
{
    /// <summary>A version became the champion.</summary>
    [JsonStringEnumMemberName("promoted")]
    Promoted,

    /// <summary>A challenger was trained, and the champion stayed.</summary>
    [JsonStringEnumMemberName("kept_champion")]
    KeptChampion,

    /// <summary>A dataset, or the model it led to, was refused.</summary>
    [JsonStringEnumMemberName("rejected")]
    Rejected,

    /// <summary>A dataset was taken in, and no training was needed.</summary>
    [JsonStringEnumMemberName("not_needed")]
    NotNeeded,

    /// <summary>Automatic promotion was turned off.</summary>
    [JsonStringEnumMemberName("pinned")]
    Pinned,

    /// <summary>Automatic promotion was turned on again.</summary>
    [JsonStringEnumMemberName("unpinned")]
    Unpinned,

    /// <summary>A version was given a name.</summary>
    [JsonStringEnumMemberName("tagged")]
    Tagged,

    /// <summary>A name was taken away from a version.</summary>
    [JsonStringEnumMemberName("untagged")]
    Untagged,

    /// <summary>A dataset was taken back out of the training table.</summary>
    [JsonStringEnumMemberName("withdrawn")]
    Withdrawn,
}
