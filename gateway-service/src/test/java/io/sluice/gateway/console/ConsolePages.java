package io.sluice.gateway.console;

import static io.restassured.RestAssured.given;

import io.restassured.specification.RequestSpecification;
import io.sluice.gateway.FakeServices;

/** A browser at the console. */
final class ConsolePages {
    private ConsolePages() {}

    /** Nobody has signed in with it. */
    static RequestSpecification stranger() {
        return given().redirects().follow(false).accept("text/html");
    }

    /** One in which alice has signed in, following a link or typing an address. */
    static RequestSpecification alice() {
        String cookie = stranger()
                .formParam("token", FakeServices.CLIENT_TOKEN)
                .formParam("name", "alice")
                .post("/sign-in")
                .then()
                .statusCode(303)
                .extract()
                .cookie("sluice_session");
        return stranger().cookie("sluice_session", cookie);
    }

    /** The same, as the pages' own script asks. */
    static RequestSpecification aliceByScript() {
        return alice().header("HX-Request", "true");
    }
}
