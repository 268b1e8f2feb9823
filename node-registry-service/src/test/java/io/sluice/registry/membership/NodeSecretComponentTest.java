package io.sluice.registry.membership;

import static io.sluice.registry.RegistryClient.gateway;
import static io.sluice.registry.RegistryClient.get;
import static io.sluice.registry.RegistryClient.heartbeat;
import static io.sluice.registry.RegistryClient.history;
import static io.sluice.registry.RegistryClient.newName;
import static io.sluice.registry.RegistryClient.node;
import static io.sluice.registry.RegistryClient.register;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.sluice.contracts.Json;
import io.sluice.contracts.node.Epoch;
import io.sluice.contracts.node.Goodbye;
import io.sluice.contracts.node.Heartbeat;
import io.sluice.contracts.node.NodeAdmission;
import io.sluice.contracts.node.NodeClaim;
import io.sluice.contracts.node.NodeSecrets;
import io.sluice.contracts.node.RegisterReply;
import io.sluice.registry.DispatchStub;
import io.sluice.registry.RegistryComponent;
import io.sluice.registry.RegistryDatabase;
import io.sluice.test.Requests;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Who may be the node of a name. */
@QuarkusTest
@RegistryComponent
class NodeSecretComponentTest {
    private static final String SECRET = "s".repeat(43);
    private static final String ANOTHERS = "a".repeat(43);

    private final String name = newName();
    private final UUID first = UUID.randomUUID();
    private final UUID second = UUID.randomUUID();

    @Inject
    Pool pool;

    @Test
    void aLivingNodesNameIsRefusedToWhoeverHasOnlyTheJoinToken() {
        RegisterReply real = join(first, SECRET);

        tryToJoin(second, ANOTHERS)
                .then()
                .statusCode(409)
                .contentType("application/problem+json")
                .body("type", equalTo("name-taken"))
                .body("detail", containsString(name))
                .body("detail", not(containsString(NodeSecrets.hash(SECRET))));
        node().body(RegistryDatabase.registration(name, second))
                .post("/node/v1/registry/register")
                .then()
                .statusCode(409)
                .body("type", equalTo("name-taken"));

        beat(secret(SECRET), real.epoch(), first).then().statusCode(200);
        assertThat(history(name)).containsExactly("REGISTERED");
    }

    @Test
    void aRegistrationWhoseAnswerWasLostIsAnsweredTheSameWithoutTheToken() {
        RegisterReply reply = join(first, SECRET);

        RegisterReply again = registered(secret(SECRET), first);

        assertThat(again).isEqualTo(reply);
        assertThat(again.secretKept()).isTrue();
        assertThat(history(name)).containsExactly("REGISTERED");
    }

    @Test
    void aContainerThatRestartsOnItsFolderIsTheNodeAtOnceAndItsOlderProcessIsKnownToBeGone() {
        join(first, SECRET);

        assertThat(registered(secret(SECRET), second).epoch()).isEqualTo(new Epoch(2));

        assertThat(toldOfEpoch(2)).isEqualTo(NodeClaim.of(new Epoch(1), NodeSecrets.hash(SECRET)));
        beat(secret(SECRET), new Epoch(1), first).then().statusCode(409).body("type", equalTo("stale-epoch"));
    }

    @Test
    void aPodMadeAnewWithoutItsFolderGetsTheNameAfterTheGraceAndNothingIsKnownOfTheOlderProcess() {
        join(first, SECRET);
        tryToJoin(second, ANOTHERS).then().statusCode(409).body("type", equalTo("name-taken"));

        fallSilent();
        await("this replica is up for longer than the grace")
                .atMost(Duration.ofSeconds(30))
                .until(() -> tryToJoin(second, ANOTHERS).statusCode() == 200);

        assertThat(toldOfEpoch(2)).isEqualTo(NodeClaim.of(new Epoch(2), NodeSecrets.hash(ANOTHERS)));
        beat(secret(SECRET), new Epoch(1), first).then().statusCode(409).body("type", equalTo("stale-epoch"));
        tryToRegister(secret(SECRET), first).then().statusCode(401);
        tryToJoin(first, SECRET).then().statusCode(409).body("type", equalTo("stale-epoch"));
        // From here on the new one is the machine: its own restart is proven, and still says nothing of the first.
        registered(secret(ANOTHERS), UUID.randomUUID());
        assertThat(toldOfEpoch(3)).isEqualTo(NodeClaim.of(new Epoch(2), NodeSecrets.hash(ANOTHERS)));
    }

    @Test
    void whoSaidGoodbyeLeavesTheNameFreeForAnotherFolder() {
        RegisterReply reply = join(first, SECRET);
        leave(secret(SECRET), reply.epoch(), first).then().statusCode(204);

        assertThat(join(second, ANOTHERS).epoch()).isEqualTo(new Epoch(2));

        assertThat(toldOfEpoch(2)).isEqualTo(NodeClaim.of(new Epoch(1), NodeSecrets.hash(ANOTHERS)));
    }

    @Test
    void theSecretOfARetiredNodeAdmitsNobodyAndANewProcessJoinsAgain() {
        RegisterReply reply = join(first, SECRET);
        await("dispatch knows the node").until(() -> get(name).barrier());
        leave(secret(SECRET), reply.epoch(), first).then().statusCode(204);
        gateway().delete("/internal/v1/nodes/{name}", name).then().statusCode(204);

        tryToRegister(secret(SECRET), second).then().statusCode(401).body("type", equalTo("unauthenticated"));
        tryToJoin(first, SECRET).then().statusCode(410).body("type", equalTo("node-retired"));
        assertThat(join(second, SECRET).epoch()).isEqualTo(new Epoch(2));
    }

    @Test
    void aRestoredRegistryThatKnowsAnOlderEpochTakesTheNodeBackByItsSecret() {
        join(first, SECRET);
        registered(secret(SECRET), second);
        run("update node set epoch = 1, incarnation = '" + first
                + "', revision = 1, barrier_revision = 0 where name = '" + name + "'");
        run("delete from past_incarnation where name = '" + name + "'");

        beat(secret(SECRET), new Epoch(2), second).then().statusCode(404).body("type", equalTo("node-unknown"));
        assertThat(registered(secret(SECRET), second).epoch()).isEqualTo(new Epoch(2));
    }

    @Test
    void aRestoredRegistryThatDoesNotKnowTheNodeTakesItWithTheToken() {
        join(first, SECRET);
        run("delete from node where name = '" + name + "'");

        beat(secret(SECRET), new Epoch(1), first).then().statusCode(404).body("type", equalTo("node-unknown"));
        tryToRegister(secret(SECRET), first).then().statusCode(401);
        assertThat(join(first, SECRET).epoch()).isEqualTo(new Epoch(1));
        beat(secret(SECRET), new Epoch(1), first).then().statusCode(200);
    }

    @Test
    void aNodeOfAnOlderVersionWorksAndTheFirstSecretIsItsOwnFromThenOn() {
        RegisterReply older = register(name, first);
        assertThat(older.secretKept()).isFalse();
        heartbeat(name, older.epoch(), first).then().statusCode(200);

        RegisterReply newer = join(second, SECRET);

        assertThat(newer.epoch()).isEqualTo(new Epoch(2));
        assertThat(toldOfEpoch(2)).isEqualTo(NodeClaim.of(new Epoch(1), NodeSecrets.hash(SECRET)));
        heartbeat(name, newer.epoch(), second).then().statusCode(403).body("type", equalTo("forbidden"));
    }

    /** It registered with a replica of the version before, which kept no secret, and has forgotten its token. */
    @Test
    void aNodeWhoseSecretWasNotKeptIsToldToRegisterAgain() {
        RegisterReply reply = register(name, first);

        beat(secret(SECRET), reply.epoch(), first).then().statusCode(404).body("type", equalTo("node-unknown"));
        assertThat(join(first, SECRET).epoch()).isEqualTo(reply.epoch());

        await("dispatch hears of the secret")
                .until(() -> toldOfEpoch(1).equals(NodeClaim.of(new Epoch(1), NodeSecrets.hash(SECRET))));
    }

    @Test
    void nobodySpeaksForANodeWithoutItsSecret() {
        RegisterReply reply = join(first, SECRET);
        String other = newName();
        registered(join(), other, UUID.randomUUID(), ANOTHERS);

        for (RequestSpecification impostor :
                List.of(node(), secret(ANOTHERS), join().header(NodeSecrets.HEADER, ANOTHERS))) {
            beat(impostor, reply.epoch(), first).then().statusCode(403).body("type", equalTo("forbidden"));
        }
        for (RequestSpecification impostor :
                List.of(node(), secret(ANOTHERS), join().header(NodeSecrets.HEADER, ANOTHERS))) {
            leave(impostor, reply.epoch(), first).then().statusCode(403).body("type", equalTo("forbidden"));
        }
        beat(secret("no secret"), reply.epoch(), first).then().statusCode(401);
        beat(secret(SECRET), reply.epoch(), first).then().statusCode(200);
        assertThat(get(name).offline()).isFalse();
    }

    /** Both name the same process, in one batch. */
    @Test
    void anImpostorsHeartbeatIsNotAnsweredByTheNodesOwn() {
        RegisterReply reply = join(first, SECRET);

        for (int i = 0; i < 20; i++) {
            var impostor = CompletableFuture.supplyAsync(
                    () -> beat(secret(ANOTHERS), reply.epoch(), first).statusCode());
            int own = beat(secret(SECRET), reply.epoch(), first).statusCode();

            assertThat(own).isEqualTo(200);
            assertThat(impostor.join()).isEqualTo(403);
        }
    }

    private RegisterReply join(UUID incarnation, String secret) {
        return registered(join(), name, incarnation, secret);
    }

    private Response tryToJoin(UUID incarnation, String secret) {
        return tryToRegister(join().header(NodeSecrets.HEADER, secret), incarnation);
    }

    private static RegisterReply registered(
            RequestSpecification request, String node, UUID incarnation, String secret) {
        return request.header(NodeSecrets.HEADER, secret)
                .body(RegistryDatabase.registration(node, incarnation))
                .post("/node/v1/registry/register")
                .then()
                .statusCode(200)
                .extract()
                .as(RegisterReply.class);
    }

    private RegisterReply registered(RequestSpecification request, UUID incarnation) {
        return tryToRegister(request, incarnation)
                .then()
                .statusCode(200)
                .extract()
                .as(RegisterReply.class);
    }

    private Response tryToRegister(RequestSpecification request, UUID incarnation) {
        return request.body(RegistryDatabase.registration(name, incarnation)).post("/node/v1/registry/register");
    }

    private Response beat(RequestSpecification request, Epoch epoch, UUID incarnation) {
        return request.body(new Heartbeat(epoch, incarnation, 0, 0.5, null, null))
                .post("/node/v1/registry/nodes/{name}/heartbeat", name);
    }

    private Response leave(RequestSpecification request, Epoch epoch, UUID incarnation) {
        return request.body(new Goodbye(epoch, incarnation)).post("/node/v1/registry/nodes/{name}/goodbye", name);
    }

    private static RequestSpecification join() {
        return node();
    }

    /** Without the join token. */
    private static RequestSpecification secret(String value) {
        return Requests.withoutToken().header(NodeSecrets.HEADER, value);
    }

    /** What dispatch was told last of the node's epoch. */
    private NodeClaim toldOfEpoch(long epoch) {
        await("dispatch has heard of epoch " + epoch)
                .until(() -> told().stream().anyMatch(one -> one.epoch().value() == epoch));
        return told().stream()
                .filter(one -> one.epoch().value() == epoch)
                .reduce((one, next) -> next)
                .orElseThrow()
                .claim();
    }

    private List<NodeAdmission> told() {
        return DispatchStub.control().admissions(name).stream()
                .map(body -> {
                    try {
                        return Json.mapper().readValue(body, NodeAdmission.class);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
    }

    /** As if it had not been seen for an hour. */
    private void fallSilent() {
        run("update node set last_seen_at = now() - interval '1 hour' where name = '" + name + "'");
    }

    private void run(String sql) {
        pool.query(sql).execute().await().atMost(Duration.ofSeconds(30));
    }
}
