using StrokeFunctions.Benchmarks.Quality;

return args switch
{
    ["quality", var csv] => await QualityCommand.RunAsync(csv, repeats: 10),
    ["quality", var csv, var repeats] when int.TryParse(repeats, out var count) && count > 0 => await QualityCommand.RunAsync(csv, count),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("""
        What to measure is missing:
          quality <csv> [repeats]   held-out quality of every family of models and of the chosen pipeline, by nested cross-validation
        """);
    return 2;
}
