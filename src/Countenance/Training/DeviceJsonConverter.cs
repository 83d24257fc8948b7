using System.Text.Json;
using System.Text.Json.Serialization;
using Countenance.Torch;

namespace Countenance.Training;

/// <summary>A device as it is typed: <c>"cpu"</c>, <c>"cuda:0"</c>.</summary>
public sealed class DeviceJsonConverter : JsonConverter<Device>
{
    /// <inheritdoc/>
    public override Device Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return Device.Parse(reader.GetString() ?? throw new JsonException("A device must not be null."));
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            throw new JsonException(error.Message, error);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Device value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString());
    }
}
