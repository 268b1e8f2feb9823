/** Holds what the gateway answers in tests to the document that it serves. */
package io.sluice.gateway.openapi;
