using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;

namespace StrokeFunctions.Monitoring;

/// <summary>
/// Gathers the rows of a window of scored patients while the log is read. If they become too many, a sample is kept: of the patients whose
/// names have a hash below a limit, which is halved each time, every row. So it depends on the rows alone and takes the same memory
/// however many there are, and who is known, or came twice, is told as before.
/// </summary>
/// <param name="maxRows">The most rows; of a sample at least about half of them are kept.</param>
internal sealed class ScoringWindow(int maxRows)
{
    /// <summary>With so many rows a share is known to a thousandth, and a report takes about a quarter of a gigabyte.</summary>
    public const int MaxRows = 500_000;

    private readonly List<WindowRow> _rows = [];
    private readonly List<(ScoredName Name, DateOnly Day, ulong Hash)> _names = [];
    private readonly HashSet<ulong> _sent = [];
    private ulong _limit = ulong.MaxValue;
    private Dictionary<ScoredName, List<Outcome>>? _outcomes;

    /// <summary>How many rows came.</summary>
    public long Seen { get; private set; }

    /// <summary>Takes a row.</summary>
    public void Add(in ScoredPatient scored)
    {
        Seen++;
        var hash = HashOf(scored);
        if (hash > _limit) return;
        var isSentAgain = scored.Name.RequestId is not null && !_sent.Add(RequestOf(scored));
        _rows.Add(new WindowRow(scored.Name.Id, scored.Patient, true, scored.Probability, null, isSentAgain));
        _names.Add((scored.Name, DateOnly.FromDateTime(scored.At.UtcDateTime), hash));
        while (_rows.Count > maxRows) Halve();
    }

    /// <summary>Takes what was told of a patient; every row has been taken before.</summary>
    public void Add(Outcome outcome)
    {
        if (_outcomes is null)
        {
            _outcomes = [];
            foreach (var (name, _, _) in _names) _outcomes.TryAdd(name, []);
        }

        if (_outcomes.TryGetValue(outcome.Name, out var told)) told.Add(outcome);
    }

    /// <summary>The rows with their outcomes, in the order in which they came.</summary>
    public IReadOnlyList<WindowRow> ToRows()
    {
        if (_outcomes is not null)
        {
            for (var i = 0; i < _rows.Count; i++) _rows[i] = _rows[i] with { Stroke = OutcomeOf(_names[i].Name, _names[i].Day) };
        }

        return _rows;
    }

    private void Halve()
    {
        _limit >>= 1;
        var kept = 0;
        for (var i = 0; i < _rows.Count; i++)
        {
            if (_names[i].Hash > _limit) continue;
            (_rows[kept], _names[kept]) = (_rows[i], _names[i]);
            kept++;
        }

        _rows.RemoveRange(kept, _rows.Count - kept);
        _names.RemoveRange(kept, _names.Count - kept);
    }

    /// <summary>
    /// Of what was told of the patient for the day of the scoring or later: a stroke if there was one, none if that was told, else unknown.
    /// </summary>
    private bool? OutcomeOf(ScoredName name, DateOnly day)
    {
        if (name == default) return null;
        var later = _outcomes![name].Where(o => o.Date >= day).ToList();
        return later.Count == 0 ? null : later.Exists(o => o.Stroke == 1);
    }

    /// <summary>Of whatever names the patient; of one without a name, of the moment and the ten inputs.</summary>
    private static ulong HashOf(in ScoredPatient scored) => scored.Name switch
    {
        { Id: { } id } => PatientFingerprints.OfPatient(id),
        { RequestId: not null } name => PatientFingerprints.OfPatient($"{name.RequestId} {name.Index}"),
        _ => PatientFingerprints.OfRow(new DatasetRow(0, $"{scored.At.UtcTicks}", scored.Patient, false)),
    };

    /// <summary>A request's id, the patient's place in it, and the ten inputs: a caller may use one id for several requests.</summary>
    private static ulong RequestOf(in ScoredPatient scored) =>
        PatientFingerprints.OfRow(new DatasetRow(0, $"{scored.Name.RequestId} {scored.Name.Index}", scored.Patient, false));
}
