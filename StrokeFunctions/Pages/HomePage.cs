using System.Globalization;
using Microsoft.AspNetCore.Html;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Pages;

/// <summary>The page at the root: score one patient or a file, and see at a glance whether to trust the model.</summary>
internal static class HomePage
{
    /// <summary>The whole page. It holds no data: its scripts ask the same functions that programs call.</summary>
    public static string Render() =>
        SitePage.Render(
            "Stroke probability",
            "home.js",
            Html.Of(
                $"""
                <section aria-labelledby="state-h" class="state">
                <h2 id="state-h">Model</h2>
                <p id="model-state" role="status">Asking for the model…</p>
                <p id="report-state"></p>
                <details id="earlier" hidden><summary>Earlier reports</summary><ul id="earlier-reports"></ul></details>
                <nav aria-label="More"><ul>
                <li><a href="/api/models/champion/card" data-needs-key>Model card</a></li>
                <li><a href="/app/api">API</a></li>
                <li><button type="button" id="forget-key" class="plain" hidden>Forget the key</button></li>
                </ul></nav>
                </section>
                <div class="columns">
                <section aria-labelledby="patient-h">
                <h2 id="patient-h">One patient</h2>
                <p class="note">The answer is the probability that a patient with these values has had a stroke when they were
                recorded. It is not the chance of a stroke to come.</p>
                <form id="patient" novalidate>
                <div class="fields">
                {PatientForm.Fields()}
                </div>
                <p id="form-fault" class="fault" role="alert"></p>
                <button type="submit">Score this patient</button>
                </form>
                </section>
                <section aria-labelledby="answer-h" id="answer-section">
                <h2 id="answer-h" tabindex="-1">Answer</h2>
                <div id="answer" aria-live="polite"><p class="note">The probability and its reasons appear here.</p></div>
                </section>
                </div>
                <section aria-labelledby="file-h">
                <h2 id="file-h">A file of patients</h2>
                <div id="drop" class="drop">
                <label for="file">Drop a CSV file here, or choose one</label>
                <input type="file" id="file" accept=".csv,text/csv" aria-describedby="file-note">
                <p class="note" id="file-note">The ten columns by the names that the API uses, in any order. The same file comes back
                with the probability of each row.</p>
                </div>
                <div id="file-answer" aria-live="polite"></div>
                </section>
                <dialog id="key-dialog" aria-labelledby="key-h">
                <form method="dialog" id="key-form">
                <h2 id="key-h">A function key is needed</h2>
                <p id="key-note">Whoever runs this app can give you one. It is kept until this tab is closed, and nowhere else.</p>
                <label for="key">Function key</label>
                <input id="key" type="password" autocomplete="off" required>
                <p class="buttons"><button type="submit" value="use">Use this key</button>
                <button type="button" id="key-cancel" class="plain">Cancel</button></p>
                </form>
                </dialog>
                """
            )
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
        ? Html.Of($"{number.Description} <span class=\"unit\">{number.Unit}{(number.MayBeMissing ? ", may be left empty" : "")}</span>")
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
