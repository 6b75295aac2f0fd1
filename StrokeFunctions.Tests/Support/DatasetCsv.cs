using System.Text;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Tests.Support;

/// <summary>Writes rows as a dataset, the way people export one.</summary>
internal static class DatasetCsv
{
    /// <summary>The bytes of a CSV file.</summary>
    public static byte[] Of(IEnumerable<DatasetRow> rows)
    {
        var csv = new StringBuilder();
        csv.AppendJoin(',', [Schema.IdColumn, .. Schema.Inputs.Select(c => c.Name), Schema.OutcomeColumn]).Append('\n');
        foreach (var row in rows)
        {
            csv.AppendJoin(',', [row.Id, .. Schema.Inputs.Select(c => c.Format(row.Patient[c])), row.Stroke ? "1" : "0"]).Append('\n');
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }
}
