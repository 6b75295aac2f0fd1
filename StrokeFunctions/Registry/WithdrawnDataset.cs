namespace StrokeFunctions.Registry;

/// <summary>The answer to a withdrawal.</summary>
/// <param name="Name">The dataset's name.</param>
/// <param name="PatientsBefore">Patients in the training table before.</param>
/// <param name="Patients">Patients in it now.</param>
/// <param name="ChampionWasTrainedOnIt">Whether the model that serves was: then promote another, until a new one is trained.</param>
internal sealed record WithdrawnDataset(string Name, int PatientsBefore, int Patients, bool ChampionWasTrainedOnIt);
