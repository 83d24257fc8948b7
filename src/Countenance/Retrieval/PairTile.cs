namespace Countenance.Retrieval;

/// <summary>Codes of 8 rows and 32 columns, and what the sums of their products must reach.</summary>
internal unsafe struct PairTile
{
    /// <summary>[pairs][8] pairs of coordinates.</summary>
    public int* Rows;

    /// <summary>[pairs][32] pairs of coordinates.</summary>
    public int* Panel;

    /// <summary>Pairs of coordinates of a row.</summary>
    public int Pairs;

    /// <summary>[32] What is subtracted from a column's sums.</summary>
    public int* HalfNorms;

    /// <summary>[8] What a row's sums must reach then.</summary>
    public int* Limits;
}
