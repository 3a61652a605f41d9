package io.hubflow.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hubflow.simulator.fault.Fault;
import io.hubflow.simulator.fault.FaultRule;
import io.hubflow.simulator.http.Compression;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class CompressionTest {
    private static final String LIST = "/crm/v3/objects/contacts?limit=50";

    private final Simulator simulator = Started.with(SimulatorOptions.defaults().withRecords("contacts", 50));
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void stop() {
        http.close();
        simulator.close();
    }

    @Test
    void compressesForClientsThatAcceptItAndSaysNoLength() throws Exception {
        var plain = get(simulator, LIST, "identity");
        var packed = get(simulator, LIST, "br, gzip;q=0.8");

        assertThat(header(plain, "Content-Encoding")).isEmpty();
        assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(header(packed, "Transfer-Encoding")).isEqualTo("chunked");
        assertThat(header(packed, "Content-Length")).isEmpty();
        assertThat(packed.body().length).isLessThan(plain.body().length / 3);
        assertThat(unpacked(packed.body()))
                .isEqualTo(new String(plain.body(), StandardCharsets.UTF_8))
                .contains("\"results\"");
    }

    @Test
    void leavesSmallAnswersAndClientsThatRefuseGzipAlone() throws Exception {
        assertThat(header(get(simulator, "/crm/v3/objects/contacts?limit=1", "gzip"), "Content-Encoding"))
                .isEmpty();
        assertThat(header(get(simulator, LIST, "gzip;q=0"), "Content-Encoding")).isEmpty();
    }

    @Test
    void compressesWhatIsWrittenWhileItIsSent() throws Exception {
        var packed = get(simulator, "/_admin/records/contacts", "gzip");

        assertThat(header(packed, "Content-Encoding")).isEqualTo("gzip");
        assertThat(unpacked(packed.body()).lines()).hasSize(50);
    }

    @Test
    void doesNotCompressWhereTheOptionSaysSo() throws Exception {
        try (var other = Started.with(
                SimulatorOptions.defaults().withRecords("contacts", 50).withCompression(Compression.NONE))) {
            assertThat(header(get(other, LIST, "gzip"), "Content-Encoding")).isEmpty();
        }
    }

    @Test
    void cutsAndDamagesTheCompressedBytes() throws Exception {
        simulator.addFault(FaultRule.once(new Fault.CutShort()));
        assertThatThrownBy(() -> get(simulator, LIST, "gzip")).isInstanceOf(IOException.class);

        simulator.addFault(FaultRule.once(new Fault.Damaged()));
        var damaged = get(simulator, LIST, "gzip");
        assertThat(header(damaged, "Content-Encoding")).isEqualTo("gzip");
        assertThatThrownBy(() -> unpacked(damaged.body())).isInstanceOf(IOException.class);

        simulator.addFault(FaultRule.once(new Fault.InvalidJson()));
        assertThat(unpacked(get(simulator, LIST, "gzip").body()))
                .startsWith("{\"results\"")
                .doesNotEndWith("}");

        assertThat(unpacked(get(simulator, LIST, "gzip").body())).endsWith("}");
    }

    private HttpResponse<byte[]> get(Simulator from, String target, String accepted) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(from.url() + target))
                .header("Authorization", "Bearer " + from.token())
                .header("Accept-Encoding", accepted)
                .build();
        return http.send(request, BodyHandlers.ofByteArray());
    }

    private static String header(HttpResponse<byte[]> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    private static String unpacked(byte[] packed) throws IOException {
        try (var stream = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
