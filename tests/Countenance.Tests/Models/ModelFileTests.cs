using System.Text.Json.Nodes;
using Countenance.Classification;
using Countenance.Models;
using Countenance.Torch;
using Countenance.Torch.Nn;
using Countenance.Torch.Safetensors;

namespace Countenance.Tests.Models;

public sealed class ModelFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Activation_ranges_travel_and_those_of_another_network_are_refused()
    {
        using EmbeddingModel model = SmallModel.Create();
        ActivationRange[] ranges = [.. Enumerable.Range(0, 20).Select(i => new ActivationRange(-i, i, -1, 2, i))];
        ModelFile.Save(folder["right.safetensors"], model.Card, model.Network.StateDict(), null, null, ranges);
        ModelFile.Save(folder["wrong.safetensors"], model.Card, model.Network.StateDict(), null, null, ranges[..3]);

        using EmbeddingModel right = ModelFile.Load(folder["right.safetensors"]);

        Assert.Equal(ranges, right.ActivationRanges);
        var error = Assert.Throws<ModelException>(() => ModelFile.Load(folder["wrong.safetensors"]));
        Assert.Contains("wrong.safetensors: activationRanges must have the shape [20, 5]. Got [3, 5].", error.Message);
    }

    [Fact]
    public void A_weight_that_is_not_a_number_is_named()
    {
        using var scope = new TensorScope();
        using EmbeddingModel model = SmallModel.Create();
        Tensor weight = model.Network.StateDict().Single(entry => entry.Name == "fc.weight").Tensor;
        weight.Span<float>()[3] = float.NaN;
        string path = folder["model.safetensors"];
        ModelFile.Save(path, model);

        var error = Assert.Throws<ModelException>(() => ModelFile.Load(path));
        Assert.Equal($"{path}: fc.weight holds numbers that are not finite", error.Message);
    }

    [Fact]
    public void A_card_without_metrics_has_none_and_a_classifier_with_other_outputs_than_classes_is_refused()
    {
        using EmbeddingModel model = SmallModel.Create();
        string json = model.Card.ToJson();
        JsonObject card = JsonNode.Parse(json)!.AsObject();
        card.Remove("metrics");
        Assert.Empty(ModelCard.FromJson(card.ToJsonString()).Metrics);

        string path = folder["model.safetensors"];
        ModelFile.Save(path, model.Card with { Head = ModelHead.Classifier }, model.Network.StateDict(), null);
        Assert.Contains("card is damaged", Assert.Throws<ModelException>(() => ModelFile.ReadCard(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_card_and_gaussians_come_back_bit_for_bit()
    {
        using var scope = new TensorScope();
        using EmbeddingModel plain = SmallModel.Create();
        using var dataset = SmallModel.Faces(32);
        EmbeddingModel model = SmallModel.WithGaussians(plain, dataset);
        string path = folder["model.safetensors"];

        ModelFile.Save(path, model);
        using EmbeddingModel loaded = ModelFile.Load(path);

        Assert.Equal(model.Card.ToJson(), loaded.Card.ToJson());
        Assert.Equal(model.Card.ToJson(), ModelFile.ReadCard(path).ToJson());
        Assert.False(loaded.Network.IsTraining);
        AssertSameState(model, loaded);
        AssertSame(model.Gaussians!, loaded.Gaussians!);
        Assert.Equal(model.Rows(dataset).Values, loaded.Rows(dataset).Values);
    }

    [Fact]
    public void The_head_is_written_by_name_and_an_older_file_holds_an_embedding()
    {
        ModelCard card = SmallModel.Card(1, 6, 16) with { Head = ModelHead.Classifier };
        string json = card.ToJson();

        Assert.Contains("\"head\":\"classifier\"", json, StringComparison.Ordinal);
        Assert.Equal(ModelHead.Classifier, ModelCard.FromJson(json).Head);
        ModelCard older = ModelCard.FromJson(json.Replace("\"head\":\"classifier\",", "", StringComparison.Ordinal));
        Assert.Equal(new NetworkShape(1, 16, 6, ModelHead.Embedding), older.Shape);
    }

    [Fact]
    public void A_file_has_torchvision_s_names_and_a_model_without_gaussians_none()
    {
        using EmbeddingModel model = SmallModel.Create();
        string path = folder["model.safetensors"];
        ModelFile.Save(path, model);

        using (SafetensorsFile file = SafetensorsFile.Open(path))
        {
            Assert.Equal([6, 512], file["fc.weight"].Shape);
            Assert.Equal([64, 1, 7, 7], file["conv1.weight"].Shape);
            Assert.Equal(SafetensorsType.I64, file["layer4.1.bn2.num_batches_tracked"].Type);
            Assert.DoesNotContain(file.Entries, entry => entry.Name.StartsWith("gaussians.", StringComparison.Ordinal));
        }

        using EmbeddingModel loaded = ModelFile.Load(path);
        Assert.Null(loaded.Gaussians);
    }

    [Fact]
    public void Gaussians_that_do_not_fit_the_card_are_refused()
    {
        using EmbeddingModel model = SmallModel.Create();
        string path = folder["model.safetensors"];
        var gaussians = new ClassGaussians(["a", "b"], 6, 1, new float[12], new float[72], [0.5f, 0.5f], [1, 1]);
        ModelFile.Save(path, model.Card, model.Network.StateDict(), gaussians);

        var error = Assert.Throws<ModelException>(() => ModelFile.Load(path));

        Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
        Assert.Contains("must hold 48 values. Got 12", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_model_file_is_refused_by_name()
    {
        string text = folder["text.safetensors"];
        File.WriteAllText(text, "this is not a model, however long it may be");
        string bare = folder["bare.safetensors"];
        SafetensorsWriter.Write(bare, [SafetensorsSource.FromValues<float>("x", [1], new float[1])]);
        string empty = folder["empty.safetensors"];
        File.WriteAllBytes(empty, []);

        AssertRefused(text, "cannot be read");
        AssertRefused(empty, "truncated");
        AssertRefused(bare, "no 'countenance'");
        AssertRefused(folder["absent.safetensors"], "does not exist");
    }

    [Theory]
    [InlineData("{", "card is damaged")]
    [InlineData("null", "card is damaged")]
    [InlineData("{}", "card is damaged")]
    [InlineData("\"classes\":[]", "card is damaged")]
    [InlineData("\"classes\":null", "card is damaged")]
    [InlineData("\"normalization\":{\"mean\":0.5}", "card is damaged")]
    [InlineData("\"channels\":0", "card is damaged")]
    [InlineData("\"outputs\":-3", "card is damaged")]
    [InlineData("\"imageSize\":0", "card is damaged")]
    [InlineData("\"head\":\"tail\"", "card is damaged")]
    [InlineData("\"head\":7", "card is damaged")]
    [InlineData("\"version\":2", "later version of this program (layout 2)")]
    public void A_card_that_cannot_be_used_is_refused(string json, string reason)
    {
        string path = folder["model.safetensors"];
        Write(path, json.StartsWith('"') ? Changed(json) : json);

        AssertRefused(path, reason);
    }

    [Theory]
    [InlineData("\"architecture\":\"resnet19\"", "resnet18. Got resnet19")]
    [InlineData("\"architecture\":\"alexnet\"", "alexnet needs an image size of 63 or more; it was made for 227. Got 16")]
    [InlineData("\"outputs\":6", "conv1.weight must have the shape [64, 1, 7, 7]. Got [64, 3, 7, 7]")]
    [InlineData("\"channels\":3", "must hold bn1.weight")]
    public void Weights_that_are_not_the_card_s_are_refused(string change, string reason)
    {
        string path = folder["model.safetensors"];
        Write(path, Changed(change), SafetensorsSource.FromValues<float>("conv1.weight", [64, 3, 7, 7], new float[64 * 3 * 49]));

        var error = Assert.Throws<ModelException>(() => ModelFile.Load(path));

        Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    // The card of a small model with one member replaced.
    private static string Changed(string member)
    {
        string name = member[..(member.IndexOf(':', StringComparison.Ordinal) + 1)];
        var card = System.Text.Json.Nodes.JsonNode.Parse(SmallModel.Card(1, 6, 16).ToJson())!.AsObject();
        Assert.True(card.Remove(name.Trim('"', ':')));
        string rest = card.ToJsonString();
        return $"{{{member},{rest[1..]}";
    }

    private static void Write(string path, string card, params SafetensorsSource[] tensors)
        => SafetensorsWriter.Write(path, tensors, new Dictionary<string, string> { ["countenance"] = card });

    private static void AssertRefused(string path, string reason)
    {
        foreach (Func<object> open in (Func<object>[])[() => ModelFile.Load(path), () => ModelFile.ReadCard(path)])
        {
            var error = Assert.Throws<ModelException>(open);
            Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
            Assert.Equal(error.Message.LastIndexOf(path, StringComparison.Ordinal), error.Message.IndexOf(path, StringComparison.Ordinal));
        }
    }

    private static void AssertSameState(EmbeddingModel expected, EmbeddingModel actual)
    {
        (string Name, Tensor Tensor)[] state = [.. actual.Network.StateDict()];
        Assert.Equal(expected.Network.StateDict().Select(entry => entry.Name), state.Select(entry => entry.Name));
        foreach (((string name, Tensor tensor), (_, Tensor other)) in expected.Network.StateDict().Zip(state))
        {
            Assert.Equal(tensor.Shape, other.Shape);
            bool same = tensor.ScalarType == ScalarType.Int64
                ? tensor.ToArray<long>().AsSpan().SequenceEqual(other.ToArray<long>())
                : tensor.ToArray<float>().AsSpan().SequenceEqual(other.ToArray<float>());
            Assert.True(same, name);
        }
    }

    private static void AssertSame(ClassGaussians expected, ClassGaussians actual)
    {
        Assert.Equal(expected.ClassNames, actual.ClassNames);
        Assert.Equal(expected.Sigma, actual.Sigma);
        Assert.Equal(expected.Means, actual.Means);
        Assert.Equal(expected.Covariances, actual.Covariances);
        Assert.Equal(expected.Priors, actual.Priors);
        Assert.Equal(expected.Counts, actual.Counts);
    }
}
