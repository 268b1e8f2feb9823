package io.sluice.local.suite;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.sluice.contracts.Json;
import org.junit.jupiter.api.Test;

class HealthProbeTest {
    @Test
    void aServiceIsReadyWhenItSaysSo() throws Exception {
        assertThat(ready(200, "{'status':'UP','checks':[]}")).isTrue();
        assertThat(ready(503, "{'status':'DOWN','checks':[]}")).isFalse();
    }

    @Test
    void aNodeMustHaveFoundItsRegistry() throws Exception {
        assertThat(ready(200, node("REGISTERED", false))).isTrue();
        assertThat(ready(200, node("UNREGISTERED", false))).isFalse();
    }

    @Test
    void aDrainedNodeHasComeUp() throws Exception {
        assertThat(ready(503, node("REGISTERED", true))).isTrue();
        assertThat(ready(503, node("LEAVING", true))).isFalse();
    }

    private static String node(String standing, boolean draining) {
        return "{'checks':[{'name':'other'},{'name':'node','data':{'standing':'" + standing + "','draining':" + draining
                + "}}]}";
    }

    private static boolean ready(int status, String body) throws JsonProcessingException {
        return HealthProbe.saysReady(status, Json.mapper().readTree(body.replace('\'', '"')));
    }
}
