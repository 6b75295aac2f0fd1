using StrokeFunctions.Patients;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Patients;

public sealed class FeaturizerTests
{
    [Fact]
    public void Fill_GivesTheDocumentedVector()
    {
        // Female, 70, hypertension, no heart disease, married, self-employed, urban, 200 mg/dL, 36 kg/m2, smokes
        var patient = Patient.From([1, 70, 1, 0, 1, 4, 1, 200, 36, 2]);

        var features = Filled(patient);

        float[] expected =
        [
            0, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0, 1, 1, 2, 1, 0, 0, 0, 1, 0,
            1, 1.5f, 0.75f, 0.25f, 0, 2 * 0.6931472f, 1.4f, 0.4f, 1.375f, 0.125f,
        ];
        Assert.Equal(expected, features);
    }

    [Fact]
    public void Fill_FlagsAMissingBmi_AndPutsTheConstantInItsPlace()
    {
        var missing = Filled(Patient.From([0, 50, 0, 0, 0, 3, 0, 100, double.NaN, 3]));
        var substituted = Filled(Patient.From([0, 50, 0, 0, 0, 3, 0, 100, Featurizer.MissingBmi, 3]));

        Assert.Equal(1, missing[15]);
        Assert.Equal(0, substituted[15]);
        missing[15] = 0;
        Assert.Equal(substituted, missing);
    }

    [Fact]
    public void Fill_IsFinite_AndDependsOnTheNamedInputsOnly_WhateverThePatient()
    {
        foreach (var patient in SomePatients.Random(seed: 1, count: 2000))
        {
            var features = Filled(patient);
            Assert.All(features, value => Assert.True(float.IsFinite(value)));
        }

        var pairs = SomePatients.Random(seed: 2, count: 400).Chunk(2);
        foreach (var pair in pairs)
        {
            for (var input = 0; input < Patient.Count; input++)
            {
                var changed = pair[0];
                changed[input] = pair[1][input];
                var (before, after) = (Filled(pair[0]), Filled(changed));
                for (var index = 0; index < Featurizer.Count; index++)
                {
                    if (Featurizer.InputOf[index] != input) Assert.Equal(before[index], after[index]);
                }
            }
        }
    }

    [Fact]
    public void Names_AreUnique_AndAsManyAsTheVector()
    {
        Assert.Equal(Featurizer.Count, Featurizer.Names.Distinct().Count());
        Assert.Equal("bmi", Featurizer.Names[14]);
        Assert.Equal("smoking_status=smokes", Featurizer.Names[18]);
        Assert.Equal("bmi>35", Featurizer.Names[29]);
    }

    private static float[] Filled(Patient patient)
    {
        var features = new float[Featurizer.Count];
        Featurizer.Fill(patient, features);
        return features;
    }
}
