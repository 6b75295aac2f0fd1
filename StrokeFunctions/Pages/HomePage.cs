using System.Globalization;
using Microsoft.AspNetCore.Html;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Pages;

/// <summary>The page at the root: score one patient or a file.</summary>
internal static class HomePage
{
    /// <summary>The whole page. It holds no data: its scripts ask the same functions that programs call.</summary>
    public static string Render() =>
        SitePage.Render(
            "Score",
            "Score",
            "home",
            Html.Of(
                $"""
                <div class="score">
                <section aria-labelledby="patient-h">
                <h1 id="patient-h">One patient</h1>
                <form id="patient" novalidate>
                {PatientForm.Fields()}
                <p id="form-fault" class="fault" role="alert"></p>
                <div class="send"><button type="submit">Score this patient</button>
                <button type="reset" class="plain">Start again</button></div>
                </form>
                </section>
                <section aria-labelledby="answer-h" id="answer-section">
                <h2 id="answer-h" tabindex="-1">Answer</h2>
                <div id="answer" aria-live="polite"><p class="empty">The probability that a patient with these values
                has had a stroke, and its reasons, appear here. Change a value afterwards, and the answer follows.</p></div>
                </section>
                </div>
                <section aria-labelledby="file-h">
                <h2 id="file-h">A file of patients</h2>
                <div id="drop" class="drop">
                <label for="file">Drop a CSV file here, or choose one</label>
                <input type="file" id="file" accept=".csv,text/csv" aria-describedby="file-note">
                <p class="note" id="file-note">The ten columns by the names that the API uses, in any order. The same file comes
                back with the probability of each row.</p>
                <div id="file-answer" aria-live="polite"></div>
                </div>
                </section>
                """
            ),
            SitePage.ScoreStyle
        );
}

/// <summary>The form for one patient, made from the schema, so that it asks for what scoring takes and states the same limits.</summary>
internal static class PatientForm
{
    /// <summary>What stands in the form at first: nobody in particular, near the middle of adults.</summary>
    private static readonly Patient Default = Patient.From([1, 60, 0, 0, 1, 3, 1, 100, 27, 1]);

    /// <summary>One labelled field for each input, in the schema's order.</summary>
    public static IHtmlContent Fields() => Html.Join(Schema.Inputs.Select(Field));

    private static IHtmlContent Field(Column column) => Html.Of($"""
        <div class="field" data-kind="{KindOf(column)}">
        <label for="{column.Name}">{Label(column)}</label>
        {Control(column)}
        <p class="fault" id="{column.Name}-fault" role="alert"></p>
        </div>

        """);

    private static string KindOf(Column column) => column switch
    {
        NumericColumn => "number",
        CategoryColumn { IsFlag: true } => "flag",
        _ => "word",
    };

    private static IHtmlContent Label(Column column) => column is NumericColumn number
        ? Html.Of($"{number.Description} <span class=\"unit\">{number.Unit}{(number.MayBeMissing ? ", may be empty" : "")}</span>")
        : Html.Of($"{column.Description.Replace(" (1: yes)", "", StringComparison.Ordinal)}");

    private static IHtmlContent Control(Column column)
    {
        if (column is NumericColumn number)
        {
            return Html.Of(
                $"""
                <input id="{number.Name}" name="{number.Name}" type="number" inputmode="decimal" step="any"
                min="{number.Minimum}" max="{number.Maximum}" data-over="{TrueOrFalse(number.MinimumIsExclusive)}"
                data-missing="{TrueOrFalse(number.MayBeMissing)}" data-allowed="{number.Allowed}"
                value="{Default[number]}" aria-describedby="{number.Name}-fault" autocomplete="off">
                """
            );
        }

        var category = (CategoryColumn)column;
        var options = category
            .Categories.Index()
            .Select(option =>
            {
                var selected = new HtmlString(option.Index == (int)Default[category] ? " selected" : "");
                return Html.Of($"<option value=\"{option.Item}\"{selected}>{Words(category, option.Item)}</option>");
            });
        return Html.Of(
            $"""
            <select id="{category.Name}" name="{category.Name}" aria-describedby="{category.Name}-fault">{Html.Join(options)}</select>
            """
        );
    }

    private static string TrueOrFalse(bool value) => value ? "true" : "false";

    /// <summary>A category as people read it: "Govt job" for Govt_job, "Yes" for 1.</summary>
    private static string Words(CategoryColumn column, string category)
    {
        if (column.IsFlag) return category == "1" ? "Yes" : "No";
        return char.ToUpper(category[0], CultureInfo.InvariantCulture) + category[1..].Replace('_', ' ');
    }
}
