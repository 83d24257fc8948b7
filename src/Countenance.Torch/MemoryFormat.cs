namespace Countenance.Torch;

/// <summary>Order of a tensor's elements in memory, numbered as in libtorch (<c>c10::MemoryFormat</c>).</summary>
public enum MemoryFormat
{
    /// <summary>Row-major; [N,C,H,W] images lie plane by plane.</summary>
    Contiguous = 0,

    /// <summary>As the source has it.</summary>
    Preserve = 1,

    /// <summary>[N,C,H,W] images lie pixel by pixel with the channels together, the layout the convolutions are fastest in.</summary>
    ChannelsLast = 2,
}
