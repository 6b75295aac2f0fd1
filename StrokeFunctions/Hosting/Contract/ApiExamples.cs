using System.Text.Json.Nodes;

namespace StrokeFunctions.Hosting.Contract;

/// <summary>The examples of the OpenAPI document. Tests send each of them to the app.</summary>
internal static class ApiExamples
{
    /// <summary>A patient that can be scored.</summary>
    public const string Patient = """
        {"id": "p-1042", "gender": "Female", "age": 67, "hypertension": 0, "heart_disease": 1, "ever_married": "Yes",
         "work_type": "Private", "Residence_type": "Urban", "avg_glucose_level": 228.69, "bmi": 36.6, "smoking_status": "formerly smoked"}
        """;

    /// <summary>The same without an id, without a bmi and with two faults.</summary>
    public const string FaultyPatient = """
        {"gender": "Femal", "age": 670, "hypertension": 0, "heart_disease": 1, "ever_married": "Yes", "work_type": "Private",
         "Residence_type": "Urban", "avg_glucose_level": 228.69, "bmi": null}
        """;

    /// <summary>A file of two patients; the second has no bmi.</summary>
    public const string Csv = """
        id,gender,age,hypertension,heart_disease,ever_married,work_type,Residence_type,avg_glucose_level,bmi,smoking_status
        p-1042,Female,67,0,1,Yes,Private,Urban,228.69,36.6,formerly smoked
        p-1043,Male,23,0,0,No,Private,Rural,88.1,N/A,never smoked

        """;

    /// <summary>Outcomes: of a patient scored with an id, and of the second of a request's batch, scored without.</summary>
    public const string Outcomes = """
        [{"id": "p-1042", "stroke": 1, "date": "2026-03-14"},
         {"request_id": "morning-round-7", "index": 1, "stroke": 0, "date": "2026-06-30"}]
        """;

    /// <summary>What a faulty patient is answered with.</summary>
    public const string Problem = """
        {"type": "https://www.rfc-editor.org/rfc/rfc9110#name-status-codes", "title": "The patient can't be scored.", "status": 400,
         "error_count": 2,
         "errors": [
           {"pointer": "/gender", "column": "gender", "found": "\"Femal\"", "allowed": "Male, Female, Other", "hint": "Female"},
           {"pointer": "/age", "column": "age", "found": "670", "allowed": "a number, 0 to 120 years"}]}
        """;

    /// <summary>A text as JSON.</summary>
    public static JsonNode Json(string text) => JsonNode.Parse(text)!;
}
