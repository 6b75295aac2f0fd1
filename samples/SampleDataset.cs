using System.Text;

namespace StrokeFunctions.Samples;

/// <summary>Draws the synthetic dataset of samples/stroke-sample.csv. No patient in it exists.</summary>
internal static class SampleDataset
{
    private const int Patients = 5000;
    private const ulong Seed = 20191;

    /// <summary>
    /// Chosen so that close to 5 in 100 have had a stroke, as in a clinic; the share of the population is about half of it.
    /// </summary>
    private const double LogOddsAtFifty = -3.95;

    /// <summary>Chosen: the bmi is missing far more often for patients with a stroke, who may be too ill to be weighed.</summary>
    private const double BmiMissing = 0.03, BmiMissingWithStroke = 0.15;

    /// <summary>Chosen: how often nobody asked about smoking, of adults and of children.</summary>
    private const double SmokingUnknown = 0.2, SmokingUnknownOfChildren = 0.8;

    /// <summary>The whole file: a header and one line for each patient, with LF line ends.</summary>
    /// <param name="patients">How many.</param>
    /// <param name="seed">Whom.</param>
    public static string Csv(int patients = Patients, ulong seed = Seed)
    {
        var chance = new SeededRandom(seed);
        var csv = new StringBuilder(
            "id,gender,age,hypertension,heart_disease,ever_married,work_type,Residence_type,avg_glucose_level,bmi,smoking_status,stroke\n");
        for (var i = 1; i <= patients; i++)
        {
            AppendPatient(csv, i, chance);
        }

        return csv.ToString();
    }

    private static void AppendPatient(StringBuilder csv, int number, SeededRandom chance)
    {
        var age = Age(chance);
        var gender = age >= 18 && chance.Happens(Shares.OtherGender) ? "Other" : chance.Happens(Shares.Women) ? "Female" : "Male";
        var hypertension = chance.Happens(Shares.Hypertension(age));
        var diabetes = chance.Happens(Shares.Diabetes(age));
        var heartDisease = chance.Happens(Shares.HeartDisease(age));
        var smokes = chance.Happens(Shares.Smokers(age));
        var quit = chance.Happens(Shares.Smokers(age) * Shares.Quit / (1 - Shares.Quit) / (1 - Shares.Smokers(age)));
        var stroke = chance.Happens(StrokeProbability(age, gender, hypertension, heartDisease, smokes, diabetes));
        var smoking =
            chance.Happens(age < 18 ? SmokingUnknownOfChildren : SmokingUnknown) ? "Unknown"
            : smokes ? "smokes"
            : quit ? "formerly smoked"
            : "never smoked";
        var bmi = chance.Happens(stroke ? BmiMissingWithStroke : BmiMissing) ? "N/A" : Bmi(age, diabetes, chance).ToString("0.0");
        csv.Append(
            $"synthetic-{number:0000},{gender},{(age < 2 ? age : Math.Floor(age)):0.##},{(hypertension ? 1 : 0)},{(heartDisease ? 1 : 0)},"
        );
        csv.Append($"{(chance.Happens(Shares.EverMarried(age)) ? "Yes" : "No")},{Work(age, chance)},"
                + $"{(chance.Happens(Shares.Urban) ? "Urban" : "Rural")},"
        );
        csv.Append($"{Glucose(diabetes, chance):0.00},{bmi},{smoking},{(stroke ? 1 : 0)}\n");
    }

    private static double Age(SeededRandom chance)
    {
        var left = chance.Uniform();
        foreach (var (from, to, share) in Shares.Ages)
        {
            if (left < share) return from + (left / share * (to - from));
            left -= share;
        }

        return Shares.Ages[^1].To;
    }

    private static double StrokeProbability(double age, string gender, bool hypertension, bool heartDisease, bool smokes, bool diabetes)
    {
        var logOdds = LogOddsAtFifty + ((age - 50) / Shares.OddsDoubleInYears * Math.Log(2));
        if (gender == "Male") logOdds += Math.Log(Shares.OddsOfMen);
        if (hypertension) logOdds += Math.Log(Shares.OddsOfHypertension);
        if (heartDisease) logOdds += Math.Log(Shares.OddsOfHeartDisease);
        if (smokes) logOdds += Math.Log(Shares.OddsOfSmoking);
        if (diabetes) logOdds += Math.Log(Shares.OddsOfDiabetes);
        return 1 / (1 + Math.Exp(-logOdds));
    }

    /// <summary>Self-employed and government workers by their shares [8]; children until 15, a few adults who never worked.</summary>
    private static string Work(double age, SeededRandom chance) => age switch
    {
        < 15 => "children",
        < 25 => chance.Pick(("Private", 0.70), ("Never_worked", 0.15), ("Govt_job", 0.10), ("Self-employed", 0.05)),
        < 65 => chance.Pick(("Private", 0.74), ("Govt_job", 0.15), ("Self-employed", 0.10), ("Never_worked", 0.01)),
        _ => chance.Pick(("Private", 0.64), ("Govt_job", 0.15), ("Self-employed", 0.20), ("Never_worked", 0.01)),
    };

    /// <summary>In mg/dL: normal about 97 without diabetes, log-normal about 165 with it (chosen).</summary>
    private static double Glucose(bool diabetes, SeededRandom chance) =>
        diabetes ? Math.Clamp(165 * Math.Exp(0.3 * chance.Normal()), 70, 290) : Math.Clamp(97 + (14 * chance.Normal()), 55, 150);

    /// <summary>
    /// In kg/m2: log-normal about the mean of adults [11], a tenth higher with diabetes; children grow towards it from 16.
    /// </summary>
    private static double Bmi(double age, bool diabetes, SeededRandom chance)
    {
        var median = age < 20 ? 16 + (age / 20 * 8) : 28.6;
        return Math.Clamp(median * (diabetes ? 1.1 : 1) * Math.Exp((age < 20 ? 0.15 : 0.2) * chance.Normal()), 11, 70);
    }
}
