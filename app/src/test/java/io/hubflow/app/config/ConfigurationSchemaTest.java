package io.hubflow.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ConfigurationSchemaTest {
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
