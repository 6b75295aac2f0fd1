namespace StrokeFunctions.Data;

/// <summary>What is wrong with one request of patients in JSON, all of it; reused from patient to patient.</summary>
internal sealed class PatientFaults
{
    /// <summary>Why a patient can't be scored.</summary>
    public FaultList Errors { get; } = new();

    /// <summary>What was passed over and is worth a word: fields that the schema doesn't know.</summary>
    public FaultList Warnings { get; } = new();
}
