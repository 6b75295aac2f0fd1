using BenchmarkDotNet.Running;
using StrokeFunctions.Benchmarks;
using StrokeFunctions.Benchmarks.Adapt;
using StrokeFunctions.Benchmarks.Monitoring;
using StrokeFunctions.Benchmarks.Quality;
using StrokeFunctions.Benchmarks.Scoring;
using StrokeFunctions.Benchmarks.Worker;

return args switch
{
    ["quality", var csv] => await QualityCommand.RunAsync(csv, repeats: 10),
    ["quality", var csv, var repeats] when int.TryParse(repeats, out var count) && count > 0 => await QualityCommand.RunAsync(csv, count),
    ["adapt", var csv] => await AdaptCommand.RunAsync(csv, runs: 200, maxBases: 20),
    ["adapt", var csv, var runs] when int.TryParse(runs, out var count) && count > 0 =>
        await AdaptCommand.RunAsync(csv, count, maxBases: 20),
    ["adapt", var csv, var runs, var bases] when int.TryParse(runs, out var count) && int.TryParse(bases, out var most)
        && count > 0 && most > 0 => await AdaptCommand.RunAsync(csv, count, most),
    ["adapt", var csv, var runs, var bases, var share] when int.TryParse(runs, out var count) && int.TryParse(bases, out var most)
        && double.TryParse(share, out var part) && count > 0 && most > 0 && part is > 0 and < 1 =>
        await AdaptCommand.RunAsync(csv, count, most, part),
    ["alarms", var csv, var trials] when int.TryParse(trials, out var count) && count > 0 => await AlarmsCommand.RunAsync(csv, count),
    ["report", .. var rest] => await ReportCommand.RunAsync(rest),
    ["sizes", var rows] when int.TryParse(rows, out var count) && count > 0 => await SizesCommand.RunAsync(count),
    ["scored", var csv, var lines] when int.TryParse(lines, out var count) && count > 0 => await ScoredCommand.RunAsync(csv, count),
    ["scoring", var csv] => await ScoringCommand.RunAsync(csv),
    ["instances", var csv] => await InstancesCommand.RunAsync(csv),
    ["worker", var csv] => await WorkerCommand.RunAsync(csv),
    ["start", var csv] => await StartCommand.RunAsync(csv),
    ["speed", .. var rest] => Speed(rest),
    ["train", var csv] => await TrainCommand.RunAsync(csv, count: 0),
    ["train", var csv, var rows] when int.TryParse(rows, out var count) && count > 0 => await TrainCommand.RunAsync(csv, count),
    ["fit", var csv, var rows] when int.TryParse(rows, out var count) && count > 0 => await FitCommand.RunAsync(csv, count),
    ["table", var csv, var rows, var more] when int.TryParse(rows, out var count) && int.TryParse(more, out var added)
        && count > 0 && added > 0 => await TableCommand.RunAsync(csv, count, added),
    _ => Usage(),
};

static int Speed(string[] rest)
{
    BenchmarkSwitcher.FromAssembly(typeof(CsvBenchmarks).Assembly).Run(rest);
    return 0;
}

static int Usage()
{
    Console.Error.WriteLine("""
        What to measure is missing:
          quality <csv> [repeats]   hold-out quality of every family of models and of the chosen pipeline, by nested cross-validation
          train <csv> [rows]        time and memory of a whole training, evaluation included; on so many patients like the file's, if asked
          sizes <rows>              what a pipeline trained on samples of so many rows loses against all of them, on 200,000 others
          fit <csv> <rows>          time and memory of each learner's fit on so many patients like those of the file, beside LightGBM's
          adapt <csv> [runs] [bases] [share]
                                    how the served model fares when its patients change: nine scenarios, 200 runs of each on 20 bases
                                    trained on three quarters of the patients
          alarms <csv> <trials>     how often a report alarms without drift, and how often it finds a shift or a halved recall
          table <csv> <rows> <more> time and memory of a dataset of so many more patients merged into a table of so many
          report <reference.csv> <folder> <current.csv>...
                                    the report of each file against a model trained on the first, with time and memory
          scored <csv> <lines>      the report over a scoring log of so many lines, with time and memory
          scoring <csv>             the scorer against ML.NET, CSV and HTTP against doing nothing but reading; ratios in one run
          instances <csv>           one, two and three processes of the app on one account: requests together, one training, one champion
          worker <csv>              what a request costs the app as a worker of the Functions host, which is stood in for
          start <csv>               start of the process to its first score, against an empty ASP.NET Core app; publishes both first
          speed --filter '*Csv*'    how fast it is; the options are BenchmarkDotNet's
        """);
    return 2;
}
