/** JSON as people send it, read strictly. */
@NullMarked
package io.sluice.service.json;

import org.jspecify.annotations.NullMarked;
