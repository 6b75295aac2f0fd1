namespace StrokeFunctions.Samples;

/// <summary>The published shares and odds that the synthetic patients are drawn from. README.md names the sources by number.</summary>
internal static class Shares
{
    /// <summary>Population by age, as (from, to, share): United States 2019 [1].</summary>
    public static readonly (double From, double To, double Share)[] Ages =
        [(0, 18, 0.223), (18, 45, 0.358), (45, 65, 0.254), (65, 75, 0.096), (75, 85, 0.049), (85, 95, 0.020)];

    /// <summary>Share of adults who are neither men nor women by their own account [2].</summary>
    public const double OtherGender = 0.01;

    /// <summary>Share of women among the others [1].</summary>
    public const double Women = 0.508;

    /// <summary>Share who live in towns [3].</summary>
    public const double Urban = 0.807;

    /// <summary>How often those who ever smoked have stopped [6].</summary>
    public const double Quit = 0.55;

    /// <summary>
    /// Years in which the odds of stroke double when the other factors stay as they are. With those, which come with age too,
    /// the share of strokes about triples in 20 years, as published [9].
    /// </summary>
    public const double OddsDoubleInYears = 14;

    /// <summary>Odds ratios of stroke [10]; for men, the ratio of incidence at 55 to 64 years [9].</summary>
    public const double OddsOfHypertension = 2.64, OddsOfHeartDisease = 2.38, OddsOfSmoking = 2.09, OddsOfDiabetes = 1.36, OddsOfMen = 1.25;

    /// <summary>Hypertension by age [4].</summary>
    public static double Hypertension(double age) => age switch { < 18 => 0, < 40 => 0.075, < 60 => 0.332, _ => 0.631 };

    /// <summary>Diagnosed diabetes by age [5]; below 18 years, 2 in 1,000.</summary>
    public static double Diabetes(double age) => age switch { < 18 => 0.002, < 45 => 0.030, < 65 => 0.138, _ => 0.214 };

    /// <summary>Coronary heart disease by age, rounded [7].</summary>
    public static double HeartDisease(double age) => age switch { < 18 => 0, < 45 => 0.01, < 65 => 0.06, < 75 => 0.14, _ => 0.24 };

    /// <summary>Current smokers by age [6].</summary>
    public static double Smokers(double age) => age switch { < 18 => 0, < 25 => 0.173, < 45 => 0.216, < 65 => 0.195, _ => 0.089 };

    /// <summary>Share who have ever married by age, rounded [1].</summary>
    public static double EverMarried(double age) =>
        age switch { < 18 => 0, < 25 => 0.10, < 35 => 0.50, < 45 => 0.78, < 55 => 0.85, < 65 => 0.88, _ => 0.95 };
}
