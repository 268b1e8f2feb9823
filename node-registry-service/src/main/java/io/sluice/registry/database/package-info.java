/** The connections to the database. */
@NullMarked
package io.sluice.registry.database;

import org.jspecify.annotations.NullMarked;
