namespace ServerlessProxy.Bench;

/// <summary>Represents a function at one of Lambda's memory sizes, which determines its share of a CPU.</summary>
/// <param name="Megabytes">The memory.</param>
/// <param name="FirstInvocation">The first event after an initialization with a whole CPU, in ms.</param>
/// <param name="Warm">A small GET, in ms.</param>
internal sealed record MemorySize(int Megabytes, double FirstInvocation, double Warm)
{
    private static readonly int[] Sizes = [128, 256, 512, 1024, 1769];

    /// <summary>Measures a function at each size.</summary>
    /// <returns>An empty list if no control group can be created.</returns>
    public static async Task<IReadOnlyList<MemorySize>> MeasureAsync(Subject subject, Uri backend)
    {
        var sizes = new List<MemorySize>();
        foreach (var megabytes in Sizes)
        {
            using var share = CpuShare.TryCreate(CpuShare.OfMemory(megabytes));
            if (share is null)
            {
                return [];
            }

            var first = await ColdStarts.MeasureFirstInvocationAsync(subject, backend, share);
            var fewer = BodyCase.Small with { Rounds = 300 };
            var warm = await WarmInvocations.MeasureAsync([subject], fewer, backend, share);
            sizes.Add(new MemorySize(megabytes, first.Median, warm[subject].Time.Median));
        }

        return sizes;
    }
}
