/** Addresses that one part of Sluice serves and another calls. Those of the public API are in its OpenAPI document. */
@NullMarked
package io.sluice.contracts.path;

import org.jspecify.annotations.NullMarked;
