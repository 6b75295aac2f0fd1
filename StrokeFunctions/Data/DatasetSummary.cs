namespace StrokeFunctions.Data;

/// <summary>What was found in one dataset.</summary>
/// <param name="RowCount">Records after the header. <paramref name="AcceptedRowCount"/> and <paramref name="FaultyRowCount"/> add up to it.</param>
/// <param name="AcceptedRowCount">Rows without a fault.</param>
/// <param name="FaultyRowCount">Rows set aside.</param>
/// <param name="PatientCount">Different ids among the accepted rows.</param>
/// <param name="RepeatedRowCount">Accepted rows that say again what the patient's row before said.</param>
/// <param name="UpdatedRowCount">Accepted rows that say something else than the patient's row before: a later record, which counts.</param>
/// <param name="ExtraColumns">Columns that the schema doesn't know; they were not read.</param>
/// <param name="FaultCount">All faults, those of the file as a whole among them.</param>
/// <param name="Faults">The first <see cref="FaultList.MaxListed"/> faults.</param>
internal sealed record DatasetSummary(
    long RowCount, long AcceptedRowCount, long FaultyRowCount, int PatientCount, long RepeatedRowCount, long UpdatedRowCount,
    IReadOnlyList<string> ExtraColumns, long FaultCount, IReadOnlyList<RowError> Faults);
