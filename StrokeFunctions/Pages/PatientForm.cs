using System.Globalization;
using Microsoft.AspNetCore.Html;
using StrokeFunctions.Data;

namespace StrokeFunctions.Pages;

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
            return Html.Of($"<input id=\"{number.Name}\" name=\"{number.Name}\" type=\"number\" inputmode=\"decimal\" step=\"any\" min=\"{number.Minimum}\" max=\"{number.Maximum}\" data-over=\"{(number.MinimumIsExclusive ? "true" : "false")}\" data-missing=\"{(number.MayBeMissing ? "true" : "false")}\" data-allowed=\"{number.Allowed}\" value=\"{Default[number]}\" aria-describedby=\"{number.Name}-fault\" autocomplete=\"off\">");
        }

        var category = (CategoryColumn)column;
        var options = category.Categories.Index().Select(option => Html.Of(
            $"<option value=\"{option.Item}\"{new HtmlString(option.Index == (int)Default[category] ? " selected" : "")}>{Words(category, option.Item)}</option>"));
        return Html.Of($"<select id=\"{category.Name}\" name=\"{category.Name}\" aria-describedby=\"{category.Name}-fault\">{Html.Join(options)}</select>");
    }

    /// <summary>A category as people read it: "Govt job" for Govt_job, "Yes" for 1.</summary>
    private static string Words(CategoryColumn column, string category)
    {
        if (column.IsFlag) return category == "1" ? "Yes" : "No";
        return char.ToUpper(category[0], CultureInfo.InvariantCulture) + category[1..].Replace('_', ' ');
    }
}
