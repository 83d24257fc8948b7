namespace Countenance.Classification;

/// <summary>How well posteriors agree with what the annotators said, all of them and not only the most.</summary>
/// <param name="CrossEntropy">Mean of −Σ_c v_c ln p_c in nats, v the votes' distribution; what the votes alone have is a part of it.</param>
/// <param name="VoteEntropy">Mean of −Σ_c v_c ln v_c in nats: what the cross-entropy would be of a posterior equal to the votes.</param>
/// <param name="TopTwo">Share of samples whose most probable class is among the two with the most votes.</param>
public sealed record VoteAgreement(double CrossEntropy, double VoteEntropy, double TopTwo)
{
    /// <summary>Measures the agreement.</summary>
    /// <param name="posterior">Probabilities, [N, K].</param>
    /// <param name="votes">Votes, row-major [N, K], not negative; a row without any is left out.</param>
    /// <returns>The agreement, or null when no row has votes.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static VoteAgreement? Measure(PosteriorMatrix posterior, ReadOnlySpan<float> votes)
    {
        ArgumentNullException.ThrowIfNull(posterior);
        if (votes.Length != posterior.Values.Length)
        {
            throw new ArgumentException($"There must be {posterior.Values.Length} votes. Got {votes.Length}.", nameof(votes));
        }

        const double floor = 1e-12; // a posterior that rounds to 0 costs 28 nats, not infinitely many
        double crossEntropy = 0;
        double entropy = 0;
        int within = 0;
        int counted = 0;
        for (int i = 0; i < posterior.Count; i++)
        {
            ReadOnlySpan<float> row = votes.Slice(i * posterior.ClassCount, posterior.ClassCount);
            double sum = System.Numerics.Tensors.TensorPrimitives.Sum(row);
            if (!(sum > 0))
            {
                continue;
            }

            counted++;
            int predicted = posterior.MostProbable(i);
            int ahead = 0; // classes with more votes than the predicted one
            for (int c = 0; c < row.Length; c++)
            {
                double share = row[c] / sum;
                crossEntropy -= share * Math.Log(Math.Max(posterior[i][c], floor));
                entropy -= share > 0 ? share * Math.Log(share) : 0;
                ahead += row[c] > row[predicted] ? 1 : 0;
            }

            within += row[predicted] > 0 && ahead < 2 ? 1 : 0;
        }

        return counted == 0 ? null : new VoteAgreement(crossEntropy / counted, entropy / counted, (double)within / counted);
    }
}
