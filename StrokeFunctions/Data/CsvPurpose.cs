namespace StrokeFunctions.Data;

/// <summary>What a CSV file of patients is for, which decides what it must hold besides the ten inputs.</summary>
internal enum CsvPurpose
{
    /// <summary>Patients to score: id and outcome may be absent, and empty where they are present.</summary>
    Scoring,

    /// <summary>Rows to learn from: each needs an id and an outcome.</summary>
    Dataset,
}
