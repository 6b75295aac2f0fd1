using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Monitoring;

/// <summary>
/// Which patients of a window the model was trained on, and which come more than once. Only what is new can tell anything new.
/// </summary>
/// <param name="KnownPatients">Different patients that the model was trained on.</param>
/// <param name="NewPatients">Different patients that it was not trained on (rows without an id count one each).</param>
/// <param name="TrainedRows">Rows that are exactly a training row of the model.</param>
/// <param name="RepeatRecords">Rows that bring another record of a patient who is known, or stands earlier in the window.</param>
/// <param name="DuplicateRows">Rows that say again what an earlier row of the patient says, or of a request that was sent again.</param>
/// <param name="NewRows">Rows that are neither training rows nor duplicates: what drift is measured on.</param>
/// <param name="IsMeasured">False if the model keeps no fingerprints of its training rows; then every row counts as new.</param>
internal sealed record Overlap(
    long KnownPatients, long NewPatients, long TrainedRows, long RepeatRecords, long DuplicateRows, long NewRows, bool IsMeasured)
{
    /// <summary>Of the known patients, those who came under other ids, or none, and were recognised by their ten values.</summary>
    public long RecognisedPatients { get; init; }

    /// <summary>Sorts a window's rows.</summary>
    /// <param name="rows">The rows that could be read.</param>
    /// <param name="trained">The model's training rows; null if they are not known.</param>
    /// <returns>The counts, the indices of the new rows, and of patients whom the model has never seen that of the latest row
    /// each.</returns>
    public static (Overlap Counts, List<int> NewRows, List<int> UnseenPatients) Of(
        IReadOnlyList<WindowRow> rows, PatientFingerprints? trained)
    {
        long trainedRows = 0, repeats = 0, duplicates = 0, anonymous = 0, known = 0;
        var recognised = Recognised(rows, trained);
        var latest = new Dictionary<ulong, (ulong Row, int Index, bool IsKnown)>(rows.Count);
        var added = new List<int>();
        var unseen = new List<int>();
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].IsSentAgain)
            {
                duplicates++;
                continue;
            }

            if (recognised.Contains(i))
            {
                known++;
                trainedRows++;
                continue;
            }

            if (rows[i].Id is not { } id)
            {
                anonymous++;
                added.Add(i);
                unseen.Add(i);
                continue;
            }

            var (patient, row) = (PatientFingerprints.OfPatient(id), PatientFingerprints.OfRow(AsDatasetRow(id, rows[i])));
            var isRepeat = latest.TryGetValue(patient, out var before);
            var isKnown = isRepeat ? before.IsKnown : trained?.KnowsPatient(patient) ?? false;
            if (!isRepeat && isKnown) known++;
            latest[patient] = (row, i, isKnown);
            if (isRepeat && before.Row == row) duplicates++;
            else if (isKnown && IsTrained(id, rows[i], patient, row, trained!)) trainedRows++;
            else
            {
                if (isRepeat || isKnown) repeats++;
                added.Add(i);
            }
        }

        unseen.AddRange(latest.Values.Where(l => !l.IsKnown).Select(l => l.Index));
        unseen.Sort();
        var newPatients = latest.Count + recognised.Count - known + anonymous;
        var counts = new Overlap(known, newPatients, trainedRows, repeats, duplicates, added.Count, trained is not null)
        {
            RecognisedPatients = recognised.Count,
        };
        return (counts, added, unseen);
    }

    /// <summary>
    /// Rows of patients whom the model knows under another id: where most rows without a known id have a training row's ten values, these
    /// are the same patients under other ids, and no coincidence (the same rule as at intake).
    /// </summary>
    private static HashSet<int> Recognised(IReadOnlyList<WindowRow> rows, PatientFingerprints? trained)
    {
        if (trained is null) return [];
        int[] unknown =
        [
            .. Enumerable.Range(0, rows.Count)
                .Where(i => rows[i].Id is not { } id || !trained.KnowsPatient(PatientFingerprints.OfPatient(id))),
        ];
        HashSet<int> alike = [.. unknown.Where(i => trained.KnowsValues(PatientFingerprints.OfValues(rows[i].Patient)))];
        return alike.Count >= PatientMatch.MinAlike && alike.Count > PatientMatch.MinAlikeShare * unknown.Length ? alike : [];
    }

    /// <summary>A scored patient whose outcome is not known yet is the training row of either outcome.</summary>
    private static bool IsTrained(string id, in WindowRow row, ulong patient, ulong hash, PatientFingerprints trained) =>
        trained.KnowsRow(patient, hash)
        || (row.Stroke is null && trained.KnowsRow(patient, PatientFingerprints.OfRow(AsDatasetRow(id, row with { Stroke = true }))));

    private static DatasetRow AsDatasetRow(string id, in WindowRow row) => new(0, id, row.Patient, row.Stroke ?? false);
}
