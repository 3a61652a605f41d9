package io.hubflow.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ConfigurationSchemaTest {
    /** After a change of the settings: {@code ./hubflow config reference > docs/configuration.md}. */
    @Test
    void theReferenceInTheDocumentationIsWhatTheSettingsSay() throws IOException {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve(ConfigurationReference.DOCUMENT))) {
            folder = Objects.requireNonNull(folder.getParent(), "the tests run inside of the checkout");
        }
        assertThat(Files.readString(folder.resolve(ConfigurationReference.DOCUMENT)))
                .isEqualTo(ConfigurationReference.markdown());
    }

    /** After a change of the settings: {@code ./hubflow config schema > app/src/main/resources/io/hubflow/app/config/hubflow.schema.json}. */
    @Test
    void publishedSchemaIsWhatTheSettingsSay() throws IOException {
        try (var published = ConfigurationSchema.class.getResourceAsStream(ConfigurationSchema.RESOURCE)) {
            assertThat(published).isNotNull();
            assertThat(new String(published.readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(ConfigurationSchema.json());
        }
    }
}
